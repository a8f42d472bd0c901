import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { readJpegGainMap } from '../../src/engine/formats/jpeg/gain-map.ts'
import { signKeycdnAccess } from '../../src/signing/auth/keycdn-access.ts'
import { ultraHdr } from '../support/gain-map/ultra-hdr-writer.ts'
import { decodeJxl } from '../support/jxl/decoder/decode.ts'
import { decoded } from '../support/picture/decoded.ts'
import { movingSquare } from '../support/picture/moving.ts'
import type { Answer } from '../support/worker/exchange.ts'
import { SIGNING_KEYS, sign, startWorker, type Worker } from '../support/worker/worker.ts'

const SECRET = 'protected-secret'

/**
 * Colors that occur only in the base image, only in its overlay, and only in its redacted part.
 */
const BASE = { r: 20, g: 160, b: 60 }
const STAMP = { r: 230, g: 20, b: 220 }
const HIDDEN = { r: 240, g: 200, b: 10 }
const CLEAR = { r: 0, g: 0, b: 0, alpha: 0 }

type Rgb = typeof BASE

const picture = (width: number, height: number, background: Rgb & { alpha?: number }, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background: { alpha: 1, ...background } } })

let worker: Worker

const presets = {
  stamp: { olurl: '/brand/stamp.png', olalign: 'bottomright', olscale: 25 },
  clear: { olurl: '/brand/clear.png' },
  plain: { width: 100 },
  covered: { redact: '40,40,80,80' },
  card: { width: 60, height: 60, pixelate: 30, lock: true },
}

beforeAll(async () => {
  worker = await startWorker(inject('bundle'), {
    SIGNING_KEYS,
    KEYCDN_SECRET: SECRET,
    zones: {
      open: { prefix: '/open/', source: 'r2:IMAGES' },
      stamped: {
        prefix: '/stamped/',
        source: 'r2:IMAGES',
        schemes: ['hmac', 'keycdn-access'],
        presets,
        mandatory: ['stamp'],
      },
      unmarked: {
        prefix: '/unmarked/',
        source: 'r2:IMAGES',
        presets: { stamp: { olurl: '/brand/gone.png' } },
        mandatory: ['stamp'],
      },
      covered: { prefix: '/covered/', source: 'r2:IMAGES', presets, mandatory: ['covered'] },
      glowing: {
        prefix: '/glowing/',
        source: 'r2:IMAGES',
        presets: { glow: { ...presets.covered, hdr: true } },
        mandatory: ['glow'],
      },
      carded: { prefix: '/carded/', source: 'r2:IMAGES', presets, mandatory: ['card'] },
      around: { prefix: '/', source: 'r2:IMAGES' },
      inner: { prefix: '/inner/', source: 'r2:IMAGES/inner/', presets, mandatory: ['stamp'] },
      fixed: {
        prefix: '/fixed/',
        source: 'r2:IMAGES',
        presets: { small: { olurl: '/brand/stamp.png', olalign: 'bottomright' } },
        mandatory: ['small'],
      },
      single: {
        prefix: '/single/',
        source: 'r2:IMAGES',
        presets: { only: { ...presets.stamp, width: 200, lock: 'all' }, plain: { height: 50 } },
        mandatory: ['only'],
      },
      idle: {
        prefix: '/idle/',
        source: 'r2:IMAGES',
        presets: { same: { width: 400 } },
        mandatory: ['same'],
      },
      outside: {
        prefix: '/outside/',
        source: 'r2:IMAGES',
        presets: { beside: { redact: '900,900,10,10' } },
        mandatory: ['beside'],
      },
      exact: {
        prefix: '/exact/',
        source: 'r2:IMAGES',
        presets: { exact: { lossless: true } },
        mandatory: ['exact'],
      },
      cropped: {
        prefix: '/cropped/',
        source: 'r2:IMAGES',
        presets: { corner: { crop: '100,100,300,200' } },
        mandatory: ['corner'],
      },
    },
  })
  const secret = await picture(80, 80, HIDDEN).png().toBuffer()
  const base = picture(400, 300, BASE).composite([{ input: secret, left: 40, top: 40 }])
  const raw = await base.png().toBuffer()
  const thumbnail = await sharp(raw).resize(160).jpeg().toBuffer()
  await Promise.all([
    worker.bucket.put('a.png', raw),
    worker.bucket.put('inner/a.png', raw),
    worker.bucket.put('small.jpg', await sharp(raw).jpeg({ quality: 20 }).toBuffer()),
    worker.bucket.put(
      'photo.jpg',
      Buffer.concat([
        await sharp(raw)
          .withExif({ IFD0: { Make: 'Camera' } })
          .jpeg()
          .toBuffer(),
        thumbnail,
      ]),
    ),
    worker.bucket.put(
      'hdr.jpg',
      ultraHdr({
        base: await sharp(raw).jpeg().toBuffer(),
        map: await sharp(raw).resize(100).grayscale().jpeg().toBuffer(),
      }),
    ),
    worker.bucket.put('brand/stamp.png', await picture(60, 60, STAMP).png().toBuffer()),
    worker.bucket.put(
      'moving.gif',
      await movingSquare({ width: 60, height: 40 }, 3).gif({ effort: 1 }).toBuffer(),
    ),
    worker.bucket.put(
      'moving.webp',
      await movingSquare({ width: 60, height: 40 }, 3).webp({ quality: 10 }).toBuffer(),
    ),
    worker.bucket.put('brand/clear.png', await picture(60, 60, CLEAR, 4).png().toBuffer()),
  ])
  // Puts the images without overlay into the cache.
  for (const query of ['', '?width=200', '?width=100', '?format=png']) await worker.get(`/open/a.png${query}`)
}, 60_000)

afterAll(() => worker.close())

const isNear = (r: number, g: number, b: number, color: Rgb) =>
  Math.abs(r - color.r) + Math.abs(g - color.g) + Math.abs(b - color.b) < 90

async function shareOf(color: Rgb, image: Buffer): Promise<number> {
  const { data } = await decoded(image)
  let count = 0
  for (let at = 0; at < data.length; at += 4)
    if (isNear(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0, color)) count++
  return (count * 4) / data.length
}

const isImage = ({ headers }: Answer) => headers.get('content-type')?.startsWith('image/') ?? false

const picturesIn = ({ body }: Answer) => body.toString('latin1').split('\xff\xd8\xff').length - 1

type Attempt = readonly [title: string, target: string, init?: RequestInit]

/** Attempts to get the base image without its overlay, with a valid signature. */
const STAMPED: readonly Attempt[] = [
  ['the original', 'a.png'],
  ['the original as a download', 'a.png?download=a.png'],
  ['a size', 'a.png?width=200'],
  ['a very small size', 'a.png?width=1'],
  ['a re-encoding that would be larger than the source', 'small.jpg?quality=100'],
  ['a fainter overlay', 'a.png?olalpha=1'],
  ['another overlay', 'a.png?olurl=/brand/clear.png'],
  ['an overlay out of the picture', 'a.png?olx=2000&oly=2000'],
  ['an overlay of no size', 'a.png?olscale=1'],
  ['an overlay of two pixels', 'a.png?olwidth=2&olheight=2'],
  ['an overlay that stands elsewhere', 'a.png?olalign=topleft&olpadding=1000'],
  ['another preset', 'a.png?preset=plain'],
  ['a preset with another overlay', 'a.png?preset=clear'],
  ['an unknown preset', 'a.png?preset='],
  ['room beside the image', 'a.png?extend=0,1000,1000,0'],
  ['a canvas', 'a.png?width=100&height=1000&fit=contain'],
  ['an image that is drawn out', 'a.png?width=400&height=4000&fit=fill'],
  ['a rotation', 'a.png?rotate=45'],
  ['a right angle', 'a.png?rotate=90'],
  ['corners', 'a.png?radius=150&format=png'],
  ['a piece of the image', 'a.png?crop=50,50,300,200'],
  ['a focus point', 'a.png?crop=fp,0.9,0.1,8&width=50&height=50'],
  ['a trimmed image', 'a.png?trim=10'],
  ['an image that is blurred first', 'a.png?blur=100&threshold=255'],
  ['a redaction', 'a.png?redact=0,0,10,10'],
  ['metadata with a thumbnail', 'photo.jpg?metadata=all'],
  ['a gain map', 'hdr.jpg?hdr=1'],
  ['negotiation', 'a.png?format=auto', { headers: { accept: 'image/avif,image/webp' } }],
  ['a range', 'a.png', { headers: { range: 'bytes=0-' } }],
  ['a description', 'a.png?output=json'],
  ['a description without the overlay', 'a.png?output=json&olurl=/brand/clear.png'],
]

describe('a zone with a mandatory overlay', () => {
  it('never serves the base image, which another zone serves', async () => {
    const bare = await worker.get('/open/a.png?width=200')
    expect(await shareOf(STAMP, bare.body)).toBe(0)
  })

  it.each(STAMPED.map(([title, target, init]) => ({ title, target, init })))(
    'protects the base image: $title',
    async ({ target, init }) => {
      const answer = await worker.get(`/stamped/${target}`, init)
      if (isImage(answer)) {
        expect(await shareOf(STAMP, answer.body)).toBeGreaterThan(0.01)
        expect(answer.headers.get('x-ip')).toBe('1')
        expect(picturesIn(answer)).toBeLessThanOrEqual(1)
      } else if (answer.status === 200) {
        expect(JSON.parse(answer.body.toString())).not.toHaveProperty('thumbhash')
        expect(JSON.parse(answer.body.toString())).not.toHaveProperty('dominant')
      } else {
        expect(answer.status).toBe(400)
        expect(answer.headers.get('content-type')).toBe('application/problem+json')
      }
    },
  )

  it('answers most attempts with the overlay', async () => {
    const statuses = await Promise.all(
      STAMPED.map(async ([, target]) => (await worker.get(`/stamped/${target}`)).status),
    )
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(10)
  })

  it('refuses the base image as an overlay in the zone around it', async () => {
    const within = await worker.get('/a.png?olurl=/inner/a.png&olwidth=1&olheight=1')
    expect(within.status).toBe(400)
    const beside = await worker.get('/a.png?olurl=/brand/stamp.png')
    expect(beside.status).toBe(200)
  })

  it('does not enlarge an image, which would make the overlay small', async () => {
    const answer = await worker.get('/fixed/a.png?width=4000')
    const { width, height } = await decoded(answer.body)
    expect([width, height]).toEqual([400, 300])
    expect(await shareOf(STAMP, answer.body)).toBeGreaterThan(0.01)
    expect((await worker.get('/fixed/a.png?width=4000&enlarge=1')).status).toBe(400)
  })

  it('covers every frame of an animation', async () => {
    const { status, headers, body } = await worker.get('/stamped/moving.gif?animate=1')
    expect([status, headers.get('x-ip-info')]).toEqual([200, expect.stringMatching(/ofmt=webp; frames=3$/)])
    for (const page of [0, 1, 2])
      expect(await shareOf(STAMP, await sharp(body, { page }).png().toBuffer())).toBeGreaterThan(0.01)
    for (const query of ['animate=1&format=png', 'animate=1&page=2'])
      expect((await worker.get(`/stamped/moving.gif?${query}`)).status).toBe(400)
    expect((await worker.get('/single/a.png?animate=1')).status).toBe(400)
  })

  it('refuses text after the token', async () => {
    const url = await sign('/stamped/a.png?width=200')
    for (const free of ['olalpha=1', 'olurl=/brand/clear.png', 'preset=plain', 'output=json', 'mandatory='])
      expect((await worker.fetch(`${url}&${free}`)).status).toBe(403)
  })

  it('refuses other spellings of the path', async () => {
    for (const path of [
      '/stamped//a.png',
      '/stamped/../open/a.png',
      '/open/%2e%2e/stamped/a.png',
      '/stamped/%61.png',
    ])
      expect((await worker.send(`${path}?token=x`)).status).toBeOneOf([400, 403])
  })

  it('reveals no base image by a combination of several formats', async () => {
    const first = await decoded((await worker.get('/single/a.png')).body)
    expect([first.width, first.height]).toEqual([200, 150])
    for (const query of ['format=png', 'format=webp&lossless=1', 'download=b.png', 'compression=0'])
      expect(await decoded((await worker.get(`/single/a.png?${query}`)).body)).toEqual(first)
    const others = ['crop=9,9', 'trim=1', 'width=100', 'height=1', 'dpr=2', 'enlarge=0', 'position=left']
    const more = ['flip=1', 'flop=1', 'rotate=90', 'extend=9', 'blur=9', 'redact=0,0,1,1', 'preset=plain']
    for (const query of [...others, ...more, 'metadata=all', 'hdr=1', 'filter=hqx', 'fit=outside'])
      expect([query, (await worker.get(`/single/a.png?${query}`)).status]).toEqual([query, 400])
  })

  it("covers images under KeyCDN's access tokens, which sign no parameters", async () => {
    const expire = '4000000000'
    const token = signKeycdnAccess(SECRET, '/stamped/a.png', expire)
    const answer = await worker.fetch(`/stamped/a.png?token=${token}&expire=${expire}`)
    expect(answer.status).toBe(200)
    expect(await shareOf(STAMP, answer.body)).toBeGreaterThan(0.01)
  })

  it('refuses to serve without the overlay', async () => {
    for (const target of ['a.png', 'a.png?width=200', 'small.jpg?quality=100']) {
      const answer = await worker.get(`/unmarked/${target}`)
      expect(answer.status).toBe(404)
      expect(isImage(answer)).toBe(false)
    }
  })

  it('protects answers without a body', async () => {
    expect((await worker.get('/stamped/a.png', { method: 'HEAD' })).body).toHaveLength(0)
    expect((await worker.get('/stamped/a.png', { headers: { 'if-none-match': '*' } })).body).toHaveLength(0)
  })
})

describe('a zone with a mandatory redaction', () => {
  it.each<Attempt>([
    ['the original', 'a.png'],
    ['the hidden part alone', 'a.png?crop=80,80,40,40'],
    ['the hidden part enlarged', 'a.png?crop=fp,0.2,0.27,5&width=200&height=200'],
    ['another box', 'a.png?redact=0,0,1,1'],
    ['a small size, whose pixels are mixed', 'a.png?width=20'],
    ['a re-encoding that would be larger than the source', 'small.jpg?quality=100'],
    ['a gamma', 'a.png?gamma=3&width=40'],
    ['a trimmed image', 'a.png?trim=1'],
    ['a normalized image', 'a.png?normalize=1'],
    ['metadata with a thumbnail', 'photo.jpg?metadata=all'],
    ['a gain map', 'hdr.jpg?hdr=1&width=200'],
    ['another preset', 'a.png?preset=plain'],
    ['the image itself as an overlay', 'a.png?olurl=/a.png&olwidth=1&olheight=1'],
  ])('protects the hidden part: %s', async (_, target) => {
    const answer = await worker.get(`/covered/${target}`)
    if (!isImage(answer)) return expect(answer.status).toBe(400)
    expect(await shareOf(HIDDEN, answer.body)).toBe(0)
    expect(picturesIn(answer)).toBeLessThanOrEqual(1)
  })

  it('also redacts a gain map that the preset itself keeps', async () => {
    const { headers, body } = await worker.get('/glowing/hdr.jpg')
    expect(headers.get('x-ip-info')).toMatch(/; hdr=kept$/)
    const map = readJpegGainMap(Uint8Array.from(body))?.file ?? new Uint8Array(0)
    const { data, info } = await sharp(map).grayscale().raw().toBuffer({ resolveWithObject: true })
    const at = (x: number, y: number) => data[(y * info.width + x) * info.channels]
    expect([info.width, at(12, 12), at(28, 28)]).toEqual([100, 0, 0])
    expect(at(60, 60)).toBeGreaterThan(50)
    expect((await worker.get('/glowing/hdr.jpg?hdr=0')).status).toBe(400)
  })

  it('describes only the redacted image', async () => {
    const [covered, bare] = await Promise.all(
      ['/covered/a.png?output=json', '/open/a.png?output=json'].map((target) => worker.get(target)),
    )
    const hashes = [covered, bare].map((answer) => JSON.parse(String(answer?.body)).thumbhash)
    expect(hashes[0]).toMatch(/^[A-Za-z0-9+/]+=*$/)
    expect(hashes[0]).not.toBe(hashes[1])
    expect(JSON.parse(String(covered?.body))).not.toHaveProperty('size')
    expect(JSON.parse(String(bare?.body)).size).toBeGreaterThan(0)
  })
})

describe('a mandatory preset that changes nothing', () => {
  const stored = async (name: string) =>
    Buffer.from(await ((await worker.bucket.get(name)) ?? new Response()).arrayBuffer())

  it.each<[string, string, string?]>([
    ['a width that the image has', 'idle/small.jpg'],
    ['a width that the image has, and a high quality', 'idle/small.jpg?quality=100'],
    ['a width that the PNG has', 'idle/a.png'],
    ['a redaction outside', 'outside/small.jpg?quality=100'],
    ['a redaction outside a PNG', 'outside/a.png?compression=0'],
    ['a redaction outside a frame', 'outside/moving.webp?animate=1&quality=100'],
    ['a limit of bytes', 'idle/small.jpg?max_bytes=90000'],
    ['negotiation', 'outside/small.jpg?format=auto', 'image/jxl,image/webp'],
  ])('yields no stored file: %s', async (_, target, accept = '*/*') => {
    const answer = await worker.get(`/${target}`, { headers: { accept } })
    expect([answer.status, answer.headers.get('x-ip')]).toEqual([200, '1'])
    expect(answer.body.equals(await stored(target.replace(/^\w+\/|\?.*/g, '')))).toBe(false)
  })

  it.each([
    ['of its own', '/exact/small.jpg?format=jxl', 'image/jxl,*/*'],
    ['by negotiation', '/exact/small.jpg?format=auto', 'image/jxl,*/*'],
  ])('yields no transcode %s', async (_, target, accept) => {
    const open = await worker.get('/open/small.jpg?format=jxl')
    const answer = await worker.get(target, { headers: { accept } })
    expect(open.headers.get('content-type')).toBe('image/jxl')
    expect([answer.status, answer.headers.get('x-ip')]).toEqual([200, '1'])
    expect(answer.body.equals(open.body)).toBe(false)
    if (answer.headers.get('content-type') === 'image/jxl')
      expect(decodeJxl(answer.body).frame.transform).not.toBe('ycbcr')
  })
})

it('a description covers no part that a mandatory crop removes', async () => {
  const { body } = await worker.get('/cropped/a.png?output=json')
  const told = JSON.parse(body.toString())
  expect(told).toMatchObject({ format: 'png' })
  expect(told).not.toHaveProperty('thumbhash')
  expect(told).not.toHaveProperty('dominant')
  expect(told).not.toHaveProperty('size')
})

describe('a zone with a mandatory preset', () => {
  it.each([
    'a.png',
    'a.png?width=400',
    'a.png?dpr=4',
    'a.png?pixelate=2',
    'a.png?preset=plain',
    'a.png?height=60',
    'a.png?olurl=/a.png&olwidth=1',
    'a.png?output=json',
  ])('shows no more than its preset for %s', async (target) => {
    const answer = await worker.get(`/carded/${target}`)
    if (answer.status !== 200) return expect(answer.status).toBe(400)
    if (!isImage(answer)) return expect(JSON.parse(answer.body.toString())).not.toHaveProperty('thumbhash')
    const { width, height, data } = await decoded(answer.body)
    expect([width, height]).toEqual([60, 60])
    expect(new Set(new Uint32Array(data.buffer)).size).toBeLessThanOrEqual(4)
  })
})
