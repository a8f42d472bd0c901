import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { configure } from '../../../../src/edge/config.ts'
import { negotiate } from '../../../../src/edge/http/accept.ts'
import { Failure } from '../../../../src/errors.ts'
import { admit } from '../../../../src/signing/auth/admit.ts'
import { assertClaims } from '../../../../src/signing/auth/claims.ts'
import { openPath } from '../../../../src/signing/auth/encrypted-path.ts'
import { signHmac } from '../../../../src/signing/auth/hmac.ts'
import { assertPolicy, OPERATIONS } from '../../../../src/signing/auth/policy.ts'
import { createPathCipher } from '../../../../src/signing/sdk/path.ts'
import { formatIntent, parseIntent } from '../../../../src/signing/url/intent.ts'
import { OPTIONS } from '../../../../src/signing/url/options.ts'
import { parseWire } from '../../../../src/signing/url/wire.ts'
import { withMandatory } from '../../../../src/signing/url/zone-rules.ts'
import { findZone } from '../../../../src/signing/url/zones.ts'
import { FOREIGN_SECRETS, imgixUrl } from '../../../support/worker/foreign-urls.ts'

const ORIGIN = 'https://img.example.com'
const NOW = 1_700_000_000

const textOf = (id: string) => createHmac('sha256', 'keys').update(id).digest('base64url')

/** Keys by what each may sign. `free` may sign everything. */
const KEYS = {
  shop: { zones: ['shop'] },
  all: { zones: ['all'] },
  brand: { paths: ['/brand/', 'https://logos.example.com/2026/'] },
  resize: { operations: ['width', 'height', 'format', 'dpr'] },
  bare: { zones: ['shop'], operations: [], preset: 'card' },
  originals: { operations: ['original', 'download'] },
  wide: { max_width: 400 },
  box: { max_width: 400, max_height: 300 },
  webp: { formats: ['webp'] },
  legacy: { formats: ['jpeg', 'png'] },
  modern: { formats: ['jpeg', 'png', 'webp'] },
  hour: { max_lifetime: 3600 },
  forced: { zones: ['shop'], preset: 'stamped' },
  empty: { zones: ['shop'], preset: 'empty' },
  customer: {
    zones: ['shop', 'vault'],
    paths: ['/customer-7/'],
    operations: ['width', 'height', 'quality', 'format', 'preset'],
    max_width: 800,
    formats: ['webp', 'jpeg', 'png'],
    max_lifetime: 86_400,
  },
  imgix: { max_width: 1 },
}
const IDS = [...Object.keys(KEYS), 'free']

const SETTINGS = {
  ...FOREIGN_SECRETS,
  SIGNING_KEYS: IDS.map((id) => `${id}:${textOf(id)}`).join(),
  PATH_KEYS: `p:${textOf('paths')}`,
  IMAGES: { get() {}, head() {} },
  keys: KEYS,
  zones: {
    all: { prefix: '/', source: 'r2:IMAGES/all/' },
    shop: {
      prefix: '/shop/',
      source: 'r2:IMAGES/shop/',
      overlays: ['/', 'https://logos.example.com/'],
      presets: {
        card: { width: 900, height: 500 },
        marked: { olurl: '/secret/mark.svg' },
        stamped: { olurl: '/secret/stamp.svg', format: 'webp' },
        empty: {},
      },
    },
    vault: { prefix: '/vault/', source: 'r2:IMAGES/vault/', encrypted: true },
    old: { prefix: '/old/', source: 'https://assets.example.com/', schemes: ['hmac', 'imgix'] },
  },
} as const

const config = await configure(SETTINGS)
const vault = createPathCipher({ key: SETTINGS.PATH_KEYS, prefix: '/vault/' })

async function signed(id: string, target: string, free: string): Promise<string> {
  const key = config.keyring.hmac.find((each) => each.id === id)
  if (!key) throw new Error(`no key ${id}`)
  const [path = '', query = ''] = target.split('?')
  const all = [query, `kid=${id}`].filter(Boolean).join('&')
  return `${ORIGIN}${path}?${all}&token=${await signHmac(key, path, all)}${free}`
}

/**
 * Decides like the handler.
 * @returns the canonical intent, or the code of the failure and its reason
 */
async function decide(url: string, accept = 'image/avif,image/webp'): Promise<string> {
  const wire = parseWire(url)
  const found = findZone(config.zones, wire.path)
  if (!found) throw new Error(`no zone for ${url}`)
  const { zone } = found
  try {
    const admitted = await admit(wire, found, config.zones, zone.keyring, NOW)
    const { claims, policy } = admitted
    assertClaims(claims, { now: NOW, address: undefined })
    const asked = parseIntent(admitted.wire, withMandatory(zone.rules, policy?.preset))
    const intent = negotiate(asked, accept, policy?.formats)
    const path = await openPath(admitted.path, zone, config.zones, config.keyring.paths)
    if (policy) assertPolicy(policy, { wire: admitted.wire, intent, path, claims, now: NOW })
    return intent ? formatIntent(intent) : 'original'
  } catch (error) {
    if (error instanceof Failure) return `${error.code}: ${error.message}`
    throw error
  }
}

/** End of the options in a URL with a mandatory preset. */
const GUARDED = '&keep-smaller=0&transcode=0'

const NO_KEY = 'forbidden: the hmac token does not match'

/**
 * Rows with a key, the target that it signs, and the result: the intent, or the failure's reason
 * after the key's name.
 */
const ROWS: [id: string, target: string, expected: string, free?: string][] = [
  // A key without a policy.
  ['free', '/a.jpg', 'original'],
  ['free', '/shop/secret/a.jpg?width=5000&blur=3', 'width=5000&blur=3'],

  // Zones.
  ['shop', '/shop/a.jpg?width=40', 'width=40'],
  ['shop', '/shop/a.jpg', 'original'],
  ['shop', '/a.jpg?width=40', NO_KEY],
  ['shop', '/vault/a.jpg?width=40', NO_KEY],
  ['shop', '/SHOP/a.jpg?width=40', NO_KEY],

  // Overlays from zones that the key may not use.
  ['all', '/a.jpg?olurl=/b.png', 'olurl=/b.png'],
  ['all', '/a.jpg?olurl=/shop/b.png', 'may not use a file of a zone that it may not be used in: olurl'],
  ['all', '/a.jpg?olurl=/x/../shop/b.png', 'may not use a file of a zone that it may not be used in: olurl'],
  ['all', '/a.jpg?olurl=/vault/b.png', 'may not use a file of a zone that it may not be used in: olurl'],
  [
    'all',
    '/a.jpg?olurl=https://ASSETS.example.com/b.png',
    'may not use a file of a zone that it may not be used in: olurl',
  ],
  ['all', '/a.jpg?olurl=https://logos.example.com/b.png', 'olurl=https://logos.example.com/b.png'],
  ['shop', '/shop/a.jpg?olurl=/vault/b.png', 'olurl=/vault/b.png'],
  ['free', '/a.jpg?olurl=/shop/b.png', 'olurl=/shop/b.png'],

  // Paths.
  ['brand', '/shop/brand/a.jpg?width=40', 'width=40'],
  ['brand', '/shop/brand/deep/a.jpg', 'original'],
  ['brand', '/brand/a.jpg?width=40', 'width=40'],
  ['brand', '/shop/secret/a.jpg?width=40', 'may not show an image outside its paths'],
  ['brand', '/shop/brand?width=40', 'may not show an image outside its paths'],
  ['brand', '/shop/branding/a.jpg?width=40', 'may not show an image outside its paths'],
  ['brand', '/shop/Brand/a.jpg?width=40', 'may not show an image outside its paths'],
  ['brand', '/shop/a/brand/a.jpg?width=40', 'may not show an image outside its paths'],
  ['brand', '/shop/brand/..;/secret/a.jpg?width=40', 'may not show an image outside its paths'],
  ['brand', '/shop/brand/a.jpg?width=40&olurl=/brand/b.png', 'width=40&olurl=/brand/b.png'],
  ['brand', '/shop/brand/a.jpg?olurl=/secret/b.png', 'may not use a file outside its paths: olurl'],
  ['brand', '/shop/brand/a.jpg?olurl=/brand/../secret/b.png', 'may not use a file outside its paths: olurl'],
  ['brand', '/shop/brand/a.jpg?olurl=/brand/%252e%252e/b.png', 'olurl=/brand/%252e%252e/b.png'],
  ['brand', '/shop/brand/a.jpg?olurl=/brand%2Fb.png', 'olurl=/brand/b.png'],
  [
    'brand',
    '/shop/brand/a.jpg?olurl=/secret/b.png&output=json',
    'may not use a file outside its paths: olurl',
  ],
  [
    'brand',
    '/shop/brand/a.jpg?olurl=https://logos.example.com/2026/b.png',
    'olurl=https://logos.example.com/2026/b.png',
  ],
  [
    'brand',
    '/shop/brand/a.jpg?olurl=https://LOGOS.example.com/other/../2026/b.png',
    'olurl=https://LOGOS.example.com/other/../2026/b.png',
  ],
  [
    'brand',
    '/shop/brand/a.jpg?olurl=https://logos.example.com/b.png',
    'may not use a file outside its paths: olurl',
  ],
  [
    'brand',
    '/shop/brand/a.jpg?olurl=https://logos.example.com/2026/%252e%252e/b.png',
    'may not use a file outside its paths: olurl',
  ],
  [
    'brand',
    '/shop/brand/a.jpg?olurl=https://logos.example.com/2026/..%252fb.png',
    'may not use a file outside its paths: olurl',
  ],
  [
    'brand',
    '/shop/brand/a.jpg?olurl=https://logos.example.com.evil.example/2026/b.png',
    'may not use a file outside its paths: olurl',
  ],
  [
    'brand',
    '/shop/brand/a.jpg?olurl=/brand/b.png&ol2url=/secret/b.png',
    'may not use a file outside its paths: ol2url',
  ],
  [
    'brand',
    '/shop/brand/a.jpg?oltext=a&olfont=/brand/a.ttf;/secret/b.ttf',
    'may not use a file outside its paths: olfont',
  ],
  [
    'brand',
    '/shop/brand/a.jpg?olurl=/brand/b.png&ol2text=a&ol2font=/brand/a.ttf;/../b.ttf',
    'may not use a file outside its paths: ol2font',
  ],
  ['brand', '/shop/brand/a.jpg?oltext=a&olfont=/brand/a.ttf', 'oltext=a&olfont=/brand/a.ttf'],
  [
    'all',
    '/a.jpg?oltext=a&olfont=/shop/b.ttf',
    'may not use a file of a zone that it may not be used in: olfont',
  ],
  ['brand', '/shop/brand/a.jpg?preset=marked', 'olurl=/secret/mark.svg'],
  [
    'brand',
    '/shop/brand/a.jpg?preset=marked&olurl=/secret/b.svg',
    'may not use a file outside its paths: olurl',
  ],

  // Encrypted paths. The policy applies to the decrypted path.
  ['brand', await vault.encrypt('/vault/brand/a.jpg'), 'original'],
  ['brand', await vault.encrypt('/vault/secret/a.jpg'), 'may not show an image outside its paths'],
  ['brand', '/vault/brand/a.jpg', 'not-found: not-found'],

  // Operations.
  ['resize', '/a.jpg?width=40&height=30&format=webp', 'width=40&height=30&format=webp'],
  ['resize', '/a.jpg?width=40&expire=1800000000&ip=::1', 'forbidden: the address of the client is unknown'],
  ['resize', '/a.jpg?width=40&expire=1800000000&start=5', 'width=40'],
  ['resize', '/a.jpg?width=40&widths=20,40', 'width=20', '&w=20'],
  ['resize', '/a.jpg?width=40&dprs=1,2', 'width=80', '&dpr=2'],
  ['resize', '/a.jpg?width=40&blur=3', 'may not use blur'],
  ['resize', '/a.jpg?width=40&metadata=all', 'may not use metadata'],
  ['resize', '/a.jpg?width=40&hdr=1', 'may not use hdr'],
  ['resize', '/a.jpg?width=40&download=b.jpg', 'may not use download'],
  ['resize', '/a.jpg?output=json', 'may not use output'],
  ['resize', '/shop/a.jpg?preset=card', 'may not use preset'],
  ['resize', '/a.jpg', 'may not use original'],
  ['resize', '/a.jpg?original=1', 'may not use original'],
  ['resize', '/a.jpg?widths=20,40&format=webp', 'width=20&format=webp', '&w=20'],
  ['originals', '/a.jpg', 'original'],
  ['originals', '/a.jpg?original=1&download=b.jpg', 'original'],
  ['originals', '/a.jpg?width=40', 'may not use width'],
  ['originals', '/a.jpg?widths=20,40&download=b.jpg', 'may not use width', '&w=20'],
  ['originals', '/a.jpg?widths=20,40', 'may not use width'],
  ['originals', '/a.jpg?dprs=1,2', 'may not use dpr'],

  // Sizes. The result's size counts, in device pixels.
  ['wide', '/a.jpg?width=400', 'width=400'],
  ['wide', '/a.jpg?width=400&height=9000', 'width=400&height=9000'],
  ['wide', '/a.jpg?width=401', 'may sign at most 400 pixels of width: the image could be wider'],
  ['wide', '/a.jpg?height=10', 'may sign at most 400 pixels of width: the image could be wider'],
  ['wide', '/a.jpg?crop=10,10', 'may sign at most 400 pixels of width: the image could be wider'],
  ['wide', '/a.jpg?quality=1', 'may sign at most 400 pixels of width: the image could be wider'],
  ['wide', '/a.jpg?width=200&dpr=2', 'width=400'],
  ['wide', '/a.jpg?width=201&dpr=2', 'may sign at most 400 pixels of width: the image could be wider'],
  ['wide', '/a.jpg?width=200&dprs=1,2,3', 'width=400', '&dpr=2'],
  [
    'wide',
    '/a.jpg?width=200&dprs=1,2,3',
    'may sign at most 400 pixels of width: the image could be wider',
    '&dpr=3',
  ],
  ['wide', '/a.jpg?width=100&widths=100,900', 'width=100', '&w=100'],
  [
    'wide',
    '/a.jpg?width=100&widths=100,900',
    'may sign at most 400 pixels of width: the image could be wider',
    '&w=900',
  ],
  ['wide', '/a.jpg?width=390&extend=5', 'width=390&extend=5'],
  [
    'wide',
    '/a.jpg?width=390&extend=0,6,0,5',
    'may sign at most 400 pixels of width: the image could be wider',
  ],
  ['wide', '/a.jpg?width=10&rotate=90', 'may sign at most 400 pixels of width: the image could be wider'],
  ['wide', '/a.jpg?height=400&rotate=270', 'height=400&rotate=270'],
  [
    'wide',
    '/a.jpg?width=10&height=10&rotate=1',
    'may sign at most 400 pixels of width: the image could be wider',
  ],
  [
    'wide',
    '/a.jpg?width=10&height=10&fit=outside',
    'may sign at most 400 pixels of width: the image could be wider',
  ],
  ['wide', '/a.jpg', 'has a maximum width or height, and may not sign originals'],
  ['wide', '/a.jpg?original=1', 'has a maximum width or height, and may not sign originals'],
  ['wide', '/a.jpg?output=json', 'output=json'],
  ['wide', '/shop/a.jpg?preset=card', 'may sign at most 400 pixels of width: the image could be wider'],
  ['wide', '/shop/a.jpg?preset=card&width=400', 'width=400&height=500'],
  ['box', '/a.jpg?width=400&height=300&fit=inside', 'width=400&height=300&fit=inside'],
  ['box', '/a.jpg?width=400', 'may sign at most 300 pixels of height: the image could be taller'],
  [
    'box',
    '/a.jpg?width=400&height=300&rotate=90',
    'may sign at most 300 pixels of height: the image could be taller',
  ],

  // Formats.
  ['webp', '/a.jpg?format=webp', 'format=webp'],
  ['webp', '/a.jpg?format=png', 'may only sign webp: the image could be png'],
  ['webp', '/a.jpg?width=40', 'may only sign webp: the image could be jpeg'],
  ['webp', '/a.jpg?format=auto', 'may only sign webp: the image could be jpeg'],
  ['webp', '/a.jpg', 'has a list of formats, and may not sign originals'],
  ['webp', '/a.jpg?original=1', 'has a list of formats, and may not sign originals'],
  ['webp', '/a.jpg?output=json&width=9', 'width=9&output=json'],
  ['webp', '/shop/a.jpg?preset=stamped', 'olurl=/secret/stamp.svg&format=webp'],
  ['legacy', '/a.jpg?format=auto', 'format=auto&accepts='],
  ['legacy', '/a.jpg?width=40', 'may only sign jpeg, png: the image could be webp'],
  ['modern', '/a.jpg?format=auto', 'format=auto&accepts=webp'],
  ['modern', '/a.jpg?width=40', 'width=40'],
  ['modern', '/a.jpg?format=avif', 'may only sign jpeg, png, webp: the image could be avif'],

  // Lifetimes.
  ['hour', `/a.jpg?expire=${NOW + 3600}`, 'original'],
  ['hour', `/a.jpg?expire=${NOW}&start=5`, 'original'],
  [
    'hour',
    `/a.jpg?expire=${NOW + 3601}`,
    'may sign for at most 3600 seconds: the URL must have expire within that time',
  ],
  ['hour', '/a.jpg?width=40', 'may sign for at most 3600 seconds: the URL must have expire within that time'],
  ['hour', `/a.jpg?expire=${NOW - 1}`, `expired: expired at ${NOW - 1}`],

  // A forced preset, which acts like a mandatory preset of the zone.
  ['forced', '/shop/a.jpg', `enlarge=0&olurl=/secret/stamp.svg&format=webp${GUARDED}`],
  ['forced', '/shop/a.jpg?width=40', `width=40&enlarge=0&olurl=/secret/stamp.svg&format=webp${GUARDED}`],
  [
    'forced',
    '/shop/a.jpg?original=1',
    'bad-parameter: original: a zone with mandatory presets serves no originals',
  ],
  ['forced', '/shop/a.jpg?format=png', 'bad-parameter: format is locked by the preset stamped'],
  ['forced', '/shop/a.jpg?olalpha=1', 'bad-parameter: olalpha is locked by the preset stamped'],
  [
    'forced',
    '/shop/a.jpg?olurl=/a.jpg',
    'bad-parameter: olurl must have the value of a mandatory preset in this zone',
  ],
  [
    'forced',
    '/shop/a.jpg?preset=marked',
    `enlarge=0&olurl=/secret/mark.svg&ol2url=/secret/stamp.svg&format=webp${GUARDED}`,
  ],
  [
    'forced',
    '/shop/a.jpg?preset=card',
    `width=900&height=500&enlarge=0&olurl=/secret/stamp.svg&format=webp${GUARDED}`,
  ],
  [
    'forced',
    '/shop/a.jpg?fit=fill&width=9&height=9',
    'bad-parameter: fit must not be fill: it would distort the mandatory overlay',
  ],
  ['forced', '/a.jpg?width=40', NO_KEY],
  ['bare', '/shop/a.jpg', `width=900&height=500${GUARDED}`],
  ['bare', '/shop/a.jpg?format=webp', 'may not use format'],
  ['empty', '/shop/a.jpg', 'has a preset, and may not sign originals'],
  ['empty', '/shop/a.jpg?width=40', `width=40${GUARDED}`],

  // Several rules at once.
  [
    'customer',
    `/shop/customer-7/a.jpg?width=800&format=auto&expire=${NOW + 60}`,
    'width=800&format=auto&accepts=webp',
  ],
  [
    'customer',
    `/shop/customer-8/a.jpg?width=800&format=auto&expire=${NOW + 60}`,
    'may not show an image outside its paths',
  ],
  [
    'customer',
    `/shop/customer-7/a.jpg?width=801&format=auto&expire=${NOW + 60}`,
    'may sign at most 800 pixels of width: the image could be wider',
  ],
  ['customer', `/old/customer-7/a.jpg?width=800&format=auto&expire=${NOW + 60}`, NO_KEY],
  [
    'customer',
    `${await vault.encrypt('/vault/customer-7/a.jpg')}?width=800&format=jpeg&expire=${NOW + 60}`,
    'width=800&format=jpeg',
  ],
]

test.each(ROWS)('the policy applies: %s, %s, %s', async (...[id, target, expected, free = '']) => {
  const isBreach = /^(?:may|gets|has|signs) /.test(expected)
  expect(await decide(await signed(id, target, free))).toBe(
    isBreach ? `forbidden: the key ${id} ${expected}` : expected,
  )
})

describe('a URL of another service', () => {
  test('has no policy, not even that of a key with the same name', async () => {
    expect(await decide(ORIGIN + imgixUrl('/old/a.jpg', 'w=900'))).toMatch(/^width=900/)
    expect(await decide(await signed('imgix', '/old/a.jpg?width=900', ''))).toMatch(
      /^forbidden: the key imgix/,
    )
  })
})

describe('the key', () => {
  test('must be named if a zone has more than four keys', async () => {
    const [free] = config.keyring.hmac.filter(({ id }) => id === 'free')
    if (!free) throw new Error('no key')
    const url = `${ORIGIN}/a.jpg?width=9&token=${await signHmac(free, '/a.jpg', 'width=9')}`
    expect(await decide(url)).toMatch(
      /^forbidden: the URL must name its key by kid: the zone has \d+ keys, more than 4$/,
    )
  })

  test('is tried in a zone with up to four keys, however many other zones have', async () => {
    const zones = { a: { prefix: '/a/', source: 'r2:IMAGES' }, b: { prefix: '/b/', source: 'r2:IMAGES' } }
    const keys = Object.fromEntries(IDS.slice(0, 8).map((id, at) => [id, { zones: [at < 4 ? 'a' : 'b'] }]))
    const SIGNING_KEYS = IDS.slice(0, 8)
      .map((id) => `${id}:${textOf(id)}`)
      .join()
    const { zones: read } = await configure({ ...SETTINGS, SIGNING_KEYS, zones, keys })
    expect(read.map(({ keyring }) => keyring.hmac.map(({ id }) => id))).toEqual([
      IDS.slice(0, 4),
      IDS.slice(4, 8),
    ])
  })
})

test('operations are all parameters except those that limit access', () => {
  expect(OPERATIONS).toContain('preset')
  expect(OPERATIONS).toContain('original')
  const others = Object.keys(OPTIONS).filter((name) => !OPERATIONS.includes(name))
  expect(others).toEqual(['expire', 'start', 'ip', 'kid', 'widths', 'dprs', 'token', 'w'])
})
