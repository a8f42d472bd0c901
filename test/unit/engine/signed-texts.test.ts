import { createHmac } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { cacheKey } from '../../../src/edge/cache/key.ts'
import { configure } from '../../../src/edge/config.ts'
import { locate } from '../../../src/edge/request/stages.ts'
import { overlaysOf } from '../../../src/engine/options/layers.ts'
import type { TransformOptions } from '../../../src/engine/options/transform-options.ts'
import { Failure } from '../../../src/errors.ts'
import { assertClaims } from '../../../src/signing/auth/claims.ts'
import { signHmac } from '../../../src/signing/auth/hmac.ts'
import { signKeycdnAccess } from '../../../src/signing/auth/keycdn-access.ts'
import { formatIntent } from '../../../src/signing/url/intent.ts'
import { timing } from '../../../src/timing.ts'
import { givenOptions } from '../../support/engine/given-options.ts'
import { silentFailure } from '../../support/process/failure.ts'
import { FOREIGN_SECRETS, imgixUrl } from '../../support/worker/foreign-urls.ts'

const ORIGIN = 'https://img.example.com'
/** 2026-11-25 23:00 UTC. */
const NOW = Date.UTC(2026, 10, 25, 23) / 1000
const ADDRESS = '203.0.113.7'
const KEYS = ['k1', 'forced', 'words'] as const
const textOf = (id: string) => createHmac('sha256', 'texts').update(id).digest('base64url')

const LOGO = { olurl: '/brand/logo.svg', olalign: 'bottomright', olscale: 20 }

const SETTINGS = {
  ...FOREIGN_SECRETS,
  KEYCDN_SECRET: 'a secret of keycdn',
  SIGNING_KEYS: KEYS.map((id) => `${id}:${textOf(id)}`).join(),
  IMAGES: { get() {}, head() {} },
  keys: {
    forced: { zones: ['free'], preset: 'marked' },
    words: { zones: ['named'], operations: ['ol-name'] },
  },
  zones: {
    marked: {
      prefix: '/',
      source: 'r2:IMAGES',
      schemes: ['hmac', 'keycdn-access'],
      font: '/fonts/text.ttf',
      presets: {
        marked: { ...LOGO, ol2text: 'for {ip}', ol2align: 'bottom' },
        plain: { width: 50 },
        cover: { olurl: '/brand/white.png', olwidth: 1, olheight: 1 },
        full: { olurl: '/1.png', ol2url: '/2.png', ol3url: '/3.png' },
      },
      mandatory: ['marked'],
    },
    apart: {
      prefix: '/apart/',
      source: 'r2:IMAGES',
      presets: { logo: LOGO, who: { oltext: '{ip} {date}', olfont: '/f.ttf' } },
      mandatory: ['logo', 'who'],
    },
    free: {
      prefix: '/free/',
      source: 'r2:IMAGES',
      font: '/fonts/text.ttf',
      presets: { marked: { ...LOGO, ol2text: 'for {ip}', ol2align: 'bottom' } },
    },
    named: {
      prefix: '/named/',
      source: 'r2:IMAGES',
      font: '/fonts/text.ttf',
      presets: { named: { oltext: '{name}', ol2text: '{kid} {expire}' } },
      mandatory: ['named'],
    },
    old: {
      prefix: '/old/',
      source: 'https://assets.example.com/',
      font: '/fonts/text.ttf',
      schemes: ['hmac', 'imgix'],
      presets: { marked: { oltext: '{kid}' } },
      mandatory: ['marked'],
    },
  },
} as const

const config = await configure(SETTINGS)

interface Client {
  readonly address?: string
  readonly now?: number
  readonly key?: (typeof KEYS)[number]
}

async function signed(target: string, id: string = 'k1'): Promise<string> {
  const key = config.keyring.hmac.find((each) => each.id === id)
  if (!key) throw new Error(`no key ${id}`)
  const [path = '', query = ''] = target.split('?')
  return `${ORIGIN}${path}?${query && `${query}&`}token=${await signHmac(key, path, query)}`
}

async function read(url: string, { address = ADDRESS, now = NOW }: Client = {}) {
  const located = await locate({ url, accept: null, now, config, env: SETTINGS, clock: timing() })
  assertClaims(located.admitted.claims, { now, address })
  return located
}

const ask = async (target: string, client: Client = {}) => read(await signed(target, client.key), client)

async function answerOf(url: string, client: Client = {}): Promise<TransformOptions | string | undefined> {
  try {
    return (await read(url, client)).intent
  } catch (error) {
    if (error instanceof Failure) return error.code
    throw error
  }
}

const without = (text: string | undefined) => text?.replaceAll(/[\u2066-\u2069]/g, '')

/**
 * `true` if the last two layers are the complete logo in its place, and the text with the client's
 * address.
 */
function isMarked(intent: TransformOptions | undefined, address = ADDRESS): boolean {
  const [logo, text, ...more] = overlaysOf(intent).slice(-2)
  const { layer: _one, ...placed } = logo ?? {}
  const { layer: _two, text: drawn, ...written } = text ?? {}
  expect(more).toEqual([])
  return (
    isDeepStrictEqual(givenOptions(placed), { url: '/brand/logo.svg', align: 'bottomright', scale: 20 }) &&
    without(drawn) === `for ${address}` &&
    isDeepStrictEqual(givenOptions(written), { align: 'bottom', lines: 'center' })
  )
}

const IP = `ip=${ADDRESS}`

describe('a zone whose preset demands an address and a logo', () => {
  test('marks what is signed for one client', async () => {
    for (const target of ['/a.jpg', '/a.jpg?width=80&format=webp', '/a.jpg?download=b.jpg']) {
      const query = target.includes('?') ? `&${IP}` : `?${IP}`
      expect(isMarked((await ask(target + query)).intent), target).toBe(true)
    }
  })

  test.each([
    ['no parameter', ''],
    ['a size alone', 'width=80'],
    ['a network', 'ip=203.0.113.0/24'],
    ['a network of one address', 'ip=203.0.113.7/32'],
    ['all addresses', 'ip=0.0.0.0/0'],
    ['a network of IPv6', 'ip=::ffff:0:0/96'],
    ['no value', 'ip='],
    ['a blank', 'ip=%20'],
    ['a value for the placeholder', 'ol-ip=198.51.100.1'],
    ['a value beside the claim', `${IP}&ol-ip=198.51.100.1`],
    ['a value that no text asks for', `${IP}&ol-name=x`],
    ['the original', `${IP}&original=1`],
    ['the original without a claim', 'original=1'],
    ['a picture of its own', `${IP}&olurl=/a.jpg`],
    ['a picture above', `${IP}&ol3url=/a.jpg&ol3width=1&ol3height=1`],
    [
      'the logo once more',
      `${IP}&ol3url=/brand/logo.svg&ol3align=bottomright&ol3scale=20&ol3blend=difference`,
    ],
    ['a text of its own', `${IP}&oltext=x`],
    ['a text above', `${IP}&ol3text=x`],
    ['a text in the place of the logo', `${IP}&oltext=x&ol2text=y`],
    ['another text in its place', `${IP}&ol2text=for%20nobody`],
    ['a blend mode', `${IP}&olblend=difference`],
    ['a blend mode of the text', `${IP}&ol2blend=overlay`],
    ['a font without the letters', `${IP}&ol2font=/fonts/empty.ttf`],
    ['a font for the logo', `${IP}&olfont=/fonts/empty.ttf`],
    ['a smaller text', `${IP}&ol2size=2`],
    ['a clear text', `${IP}&ol2color=0,0,0,0`],
    ['a faint text', `${IP}&ol2alpha=1`],
    ['a faint logo', `${IP}&olalpha=1`],
    ['a turned text', `${IP}&ol2rotate=90`],
    ['a stroke', `${IP}&ol2stroke=100,ffffff`],
    ['a shadow', `${IP}&ol2shadow=100`],
    ['another place', `${IP}&ol2align=top`],
    ['a place in pixels', `${IP}&ol2x=2000&ol2y=2000`],
    ['a narrow column', `${IP}&ol2width=2`],
    ['more padding', `${IP}&ol2padding=1000`],
    ['a text all over', `${IP}&ol2repeat=1`],
    ['other lines', `${IP}&ol2lines=left`],
    ['so many layers that none is left', `${IP}&preset=full`],
    ['room beside the image', `${IP}&extend=1000`],
    ['a canvas', `${IP}&width=10&height=1000&fit=contain`],
    ['an image that is drawn out', `${IP}&width=10&height=1000&fit=fill`],
    ['a rotation', `${IP}&rotate=45`],
    ['corners', `${IP}&radius=500`],
    ['metadata with a picture', `${IP}&metadata=all`],
  ])('refuses %s', async (_, query) => {
    expect(await answerOf(await signed(`/a.jpg?${query}`))).toBe('bad-parameter')
  })

  test.each([
    ['what the preset sets', 'olurl=/brand/logo.svg&ol2text=for%20%7Bip%7D&ol2align=bottom'],
    ['another preset', 'preset=plain'],
    ['a preset that covers everything', 'preset=cover'],
    ['the preset by its name', 'preset=marked'],
    ['a very small size', 'width=1'],
    ['a very large size', 'width=10000'],
    ['a crop', 'crop=10,10'],
    ['right angles', 'rotate=90&flip=1'],
    ['a description', 'output=json'],
    ['a format', 'format=auto&quality=1'],
  ])('marks the image with %s', async (_, query) => {
    const { intent } = await ask(`/a.jpg?${query}&${IP}`)
    expect(isMarked(intent)).toBe(true)
  })

  test('refuses what is not signed', async () => {
    const url = await signed(`/a.jpg?${IP}`)
    for (const free of ['start=1', 'ol-ip=x', 'ol2text=x', 'ol3url=/a.jpg', 'preset=plain', 'kid=x'])
      expect(await answerOf(`${url}&${free}`), free).toBe('forbidden')
    expect(await answerOf(url.replace(ADDRESS, '203.0.113.8'), { address: '203.0.113.8' })).toBe('forbidden')
    expect(await answerOf(url, { address: '203.0.113.8' })).toBe('forbidden')
  })

  test('refuses a token that covers no address', async () => {
    const expire = '4000000000'
    const token = signKeycdnAccess(SETTINGS.KEYCDN_SECRET, '/a.jpg', expire)
    expect(await answerOf(`${ORIGIN}/a.jpg?token=${token}&expire=${expire}`)).toBe('bad-parameter')
  })

  test('refuses the URL of another service, which names no key', async () => {
    expect(await answerOf(ORIGIN + imgixUrl('/old/a.jpg', 'w=50'))).toBe('bad-parameter')
    expect(await answerOf(await signed('/old/a.jpg?width=50'))).toMatchObject({ oltext: '\u2066k1\u2069' })
  })

  test('is the same with a preset that a key demands', async () => {
    expect(isMarked((await ask(`/free/a.jpg?kid=forced&${IP}`, { key: 'forced' })).intent)).toBe(true)
    for (const query of ['kid=forced', `kid=forced&${IP}&ol3text=x`, `kid=forced&${IP}&olurl=/a.jpg`])
      expect(await answerOf(await signed(`/free/a.jpg?${query}`, 'forced'))).toBe('bad-parameter')
  })

  test('draws the layers of several mandatory presets in their order', async () => {
    const { intent } = await ask(`/apart/a.jpg?${IP}`)
    expect(overlaysOf(intent)).toMatchObject([
      { layer: 'ol', url: '/brand/logo.svg' },
      { layer: 'ol2', text: `\u2066${ADDRESS}\u2069 \u20662026-11-25\u2069`, font: ['/f.ttf'] },
    ])
  })

  test('cannot be in report mode', async () => {
    const { marked } = SETTINGS.zones
    const zones = { marked: { ...marked, schemes: ['hmac'], mode: 'report' } }
    await expect(configure({ ...SETTINGS, keys: {}, zones })).rejects.toThrow(
      silentFailure(
        'misconfigured',
        'zones.marked.mode: "report" would serve its images without the mandatory presets',
      ),
    )
  })
})

describe('values that a URL may choose', () => {
  test('fill the placeholder that a preset has', async () => {
    const { intent } = await ask('/named/a.jpg?ol-name=Ann&expire=1800000000&kid=words', { key: 'words' })
    expect(overlaysOf(intent).map(({ text }) => without(text))).toEqual([
      'Ann',
      'words 2027-01-15 08:00:00 UTC',
    ])
  })

  test.each([
    'expire=1800000000',
    'ol-name=Ann',
    'ol-name=Ann&ol-city=Rome&expire=1800000000',
    'ol-name=%20&expire=1800000000',
    'ol-name=Ann&ol-kid=k9&expire=1800000000',
    'ol-name=Ann&oltext=%7Bname%7D%7Bname%7D&expire=1800000000',
  ])('are refused: %s', async (query) => {
    expect(await answerOf(await signed(`/named/a.jpg?${query}`))).toBe('bad-parameter')
  })
})

describe('the key of a cached image', () => {
  async function keyOf(target: string, client: Client = {}): Promise<string> {
    const { zone, intent, wire } = await ask(target, client)
    return cacheKey(wire.origin, ['r2:IMAGES/a.jpg'], intent && formatIntent(intent), zone)
  }

  test('is another for each client', async () => {
    const addresses = ['203.0.113.7', '203.0.113.8', '2001:db8::7']
    const keys = await Promise.all(addresses.map((address) => keyOf(`/a.jpg?ip=${address}`, { address })))
    expect(new Set(keys).size).toBe(addresses.length)
  })

  test('is one for each spelling of an address, and for all tokens', async () => {
    const keys = [
      await keyOf('/a.jpg?ip=2001:db8::7', { address: '2001:db8::7' }),
      await keyOf('/a.jpg?ip=2001:DB8:0::7&expire=1800000000', { address: '2001:db8::7' }),
    ]
    expect(new Set(keys).size).toBe(1)
  })

  test('is another on the next day where a text has a date, and for no other reason', async () => {
    const days = [NOW, NOW + 3599, NOW + 3600]
    const dated = await Promise.all(days.map((now) => keyOf(`/apart/a.jpg?${IP}`, { now })))
    expect(dated[0]).toBe(dated[1])
    expect(dated[2]).not.toBe(dated[1])
    const undated = await Promise.all(days.map((now) => keyOf(`/a.jpg?${IP}`, { now })))
    expect(new Set(undated).size).toBe(1)
  })

  test('has no placeholder', async () => {
    expect(await keyOf(`/a.jpg?${IP}`)).not.toMatch(/%7B|ol-|until/)
  })
})
