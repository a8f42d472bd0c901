import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { landscape } from '../../samples/landscape.ts'
import { goldenDifference } from '../support/picture/golden.ts'
import { FONTS } from '../support/text/fonts.ts'
import { colorFont, plainFont } from '../support/text/hostile-fonts.ts'
import { CLOCK, later } from '../support/worker/clock.ts'
import { SIGNING_KEYS, startWorker, type Worker } from '../support/worker/worker.ts'

let worker: Worker

beforeAll(async () => {
  const zones = {
    photos: { prefix: '/', source: 'r2:IMAGES', overlays: ['/f/'], font: '/f/plain.ttf' },
    bare: { prefix: '/bare/', source: 'r2:IMAGES' },
  }
  const variables = { SIGNING_KEYS, ENVIRONMENT: 'development', zones }
  worker = await startWorker(inject('bundle'), variables, { wrapper: CLOCK })
  const { data, width, height } = landscape(360, 240)
  const photo = sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha()
  const files: Record<string, Uint8Array> = {
    'dark.png': await photo.clone().modulate({ brightness: 0.4 }).png().toBuffer(),
    'light.png': await photo.clone().linear(0.4, 150).png().toBuffer(),
    'f/latin.ttf': FONTS.latin(),
    'f/arabic.ttf': FONTS.arabic(),
    'f/hebrew.ttf': FONTS.hebrew(),
    'f/deva.ttf': FONTS.devanagari(),
    'f/thai.ttf': FONTS.thai(),
    'f/jp.ttf': FONTS.japanese(),
    'f/color.ttf': colorFont(),
    'f/plain.ttf': plainFont(),
    'f/logo.svg': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    'f/cut.ttf': FONTS.latin().subarray(0, 90_000),
    'f/web.woff2': Buffer.from('wOF2 and more'),
    'f/large.ttf': Buffer.concat([FONTS.latin(), Buffer.alloc(12 * 1024 * 1024)]),
  }
  for (const [name, file] of Object.entries(files)) await worker.bucket.put(name, file)
}, 60_000)

afterAll(() => worker.close())

/** Returns a target with a text and options, which are given without the prefix `ol`. */
function target(photo: string, text: string, options: Readonly<Record<string, string>>): string {
  const given = Object.entries({ text, ...options }).map(([key, value]) => [`ol${key}`, value])
  return `${photo}?${new URLSearchParams(given).toString().replaceAll('+', '%20')}&format=webp`
}

const latin = '/f/latin.ttf'

const PICTURES = [
  ['Latin, over dark', target('dark.png', 'AVATAR\\noffice “fï”', { font: latin, size: '48' })],
  [
    'Latin, over light',
    target('light.png', '© Ångström', { font: latin, size: '48', color: '102040', align: 'bottomright' }),
  ],
  [
    'Greek, with an outline',
    target('light.png', 'ΑΥΡΙΟ ᾧδε', { font: latin, size: '52', stroke: '3,c92a2a' }),
  ],
  [
    'Cyrillic, with a shadow',
    target('light.png', 'Сургут', { font: latin, size: '64', shadow: '4,3,5,000000' }),
  ],
  ['Arabic', target('dark.png', 'العَرَبِيَّة لا', { font: '/f/arabic.ttf', size: '56', stroke: '2' })],
  [
    'Hebrew, Latin and digits',
    target('light.png', 'שלום (abc 3.14)', { font: `/f/hebrew.ttf;${latin}`, size: '40', color: '000000' }),
  ],
  ['Devanagari', target('dark.png', 'क्षत्रिय र्कि', { font: '/f/deva.ttf', size: '60' })],
  ['Thai', target('dark.png', 'น้ำที่นี่', { font: '/f/thai.ttf', size: '64', color: 'ffd43b' })],
  [
    'Japanese and Chinese',
    target('light.png', '漢字かな\\n中文水印', { font: '/f/jp.ttf', size: '56', stroke: '4', shadow: '3' }),
  ],
  [
    'tiled at an angle',
    target('light.png', '© me', {
      font: latin,
      size: '22',
      rotate: '330',
      repeat: '1',
      alpha: '60',
      padding: '14',
    }),
  ],
  [
    'rotated and wrapped',
    target('dark.png', 'A long line that is wrapped', {
      font: latin,
      size: '30',
      width: '170',
      rotate: '20',
      lines: 'right',
    }),
  ],
  ['without a glyph', target('dark.png', 'a 漢 b', { font: latin, size: '64' })],
] as const

describe('a text', () => {
  it.each(PICTURES)('is drawn: %s', async (_, target) => {
    const { status, body } = await worker.get(`/${target}`)
    expect([status, body.subarray(8, 12).toString()]).toEqual([200, 'WEBP'])
    expect(await goldenDifference(target, body)).toBeLessThan(0.05)
  })
})

const plain = '/f/plain.ttf'
const light = (text: string, options: Readonly<Record<string, string>>) =>
  `/${target('light.png', text, options)}`

describe('the font of a text', () => {
  it.each([
    ['is missing', '/f/none.ttf', 404, 'not-found', /olfont/],
    [
      'lies elsewhere',
      '/light.png',
      400,
      'bad-parameter',
      /^olfont must begin with a path or URL that the zone lists/,
    ],
    [
      'is one for the web',
      '/f/web.woff2',
      415,
      'unsupported',
      /^olfont: .* single TrueType or OpenType font .* WOFF 2$/,
    ],
    ['has 12 MB and more', '/f/large.ttf', 413, 'source-too-large', /^olfont: /],
    ['is missing after one that has all', `${plain};/f/none.ttf`, 404, 'not-found', /olfont/],
  ])('is refused if it %s', async (_, font, status, code, detail) => {
    const answer = await worker.get(light('abc', { font }))
    expect([answer.status, answer.headers.get('x-ip-error')]).toEqual([status, code])
    expect(JSON.parse(answer.body.toString()).detail).toMatch(detail)
  })

  it('is refused if it is neither in the URL nor in the zone', async () => {
    const answer = await worker.get('/bare/light.png?oltext=abc')
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.body.toString()).detail).toBe('oltext needs olfont: the zone names no font')
  })

  it.each([
    ['has pictures alone', '/f/color.ttf'],
    ['is cut off', '/f/cut.ttf'],
  ])('does not fail the image if it %s', async (_, font) => {
    expect((await worker.get(light('abc', { font }))).status).toBe(200)
  })

  it('is by default that of the zone', async () => {
    const [usual, named] = [
      await worker.get(light('abc', {})),
      await worker.get(light('abc', { font: plain })),
    ]
    expect(usual.status).toBe(200)
    expect(usual.body.equals(named.body)).toBe(true)
  })

  it('is updated within the bound after it was replaced, and images with it are renewed', async () => {
    await worker.bucket.put('f/changing.ttf', FONTS.latin())
    const changing = light('abc', { font: '/f/changing.ttf' })
    const before = await worker.get(changing)
    await later(worker, 300)
    const renewed = await worker.get(changing)
    expect([renewed.headers.get('cache-status'), renewed.body.equals(before.body)]).toEqual([
      'signet; fwd=stale; stored',
      true,
    ])
    await worker.bucket.put('f/changing.ttf', plainFont())
    await later(worker, 300)
    const after = await worker.get(changing)
    expect([after.status, after.body.equals(before.body)]).toEqual([200, false])
  })
})

describe('several texts', () => {
  it('are drawn one after the other, each with its own fonts', async () => {
    const query = `oltext=abc&olfont=${plain}&ol2text=abc&ol2font=${latin}&ol2align=top&ol3url=/f/logo.svg&ol3align=bottom`
    expect((await worker.get(`/light.png?${query}&format=webp`)).status).toBe(200)
  })

  it('can be drawn concurrently without affecting each other', async () => {
    const texts = Array.from({ length: 12 }, (_, at) =>
      light(`text ${at}`, { font: latin, size: `${20 + at}` }),
    )
    const alone: Buffer[] = []
    for (const text of texts) alone.push((await worker.get(text)).body)
    const together = await Promise.all(
      texts.map((text) => worker.get(text.replace('format=webp', 'format=png'))),
    )
    const again = await Promise.all(texts.map((text) => worker.get(text)))
    expect(together.every(({ status }) => status === 200)).toBe(true)
    expect(again.map(({ body }, at) => body.equals(alone[at] ?? Buffer.alloc(0)))).toEqual(
      texts.map(() => true),
    )
  })
})
