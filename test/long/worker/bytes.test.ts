import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { ERRORS, type ErrorCode } from '../../../src/errors.ts'
import { ihdr, join, jpeg, PNG_SIGNATURE, pngChunk, segment } from '../../support/bytes/image-writers.ts'
import { FALSE_SIZES, withLongerChunk } from '../../support/hostile/false-sizes.ts'
import { scene } from '../../support/picture/scene.ts'
import { type Origin, startOrigin } from '../../support/worker/origin.ts'
import { SIGNING_KEYS, sign, startWorker, type Worker } from '../../support/worker/worker.ts'

const [WIDTH, HEIGHT] = [200, 150]

const picture = () =>
  sharp(scene(WIDTH, HEIGHT, true).data, { raw: { width: WIDTH, height: HEIGHT, channels: 4 } })
const opaque = () => picture().removeAlpha()

const FILES = {
  jpeg: await opaque().jpeg().toBuffer(),
  'progressive jpeg': await opaque().jpeg({ progressive: true }).toBuffer(),
  'gray jpeg': await opaque().grayscale().jpeg().toBuffer(),
  png: await picture().png().toBuffer(),
  'interlaced png': await picture().png({ progressive: true }).toBuffer(),
  'palette png': await picture().png({ palette: true }).toBuffer(),
  webp: await opaque().webp().toBuffer(),
  'transparent webp': await picture().webp().toBuffer(),
  'lossless webp': await opaque().webp({ lossless: true }).toBuffer(),
  avif: await opaque().avif({ effort: 0 }).toBuffer(),
} as const
type Name = keyof typeof FILES
const NAMES = Object.keys(FILES) as Name[]

let worker: Worker
let origin: Origin
let next = 0

beforeAll(async () => {
  origin = await startOrigin()
  const zones = { images: { prefix: '/', source: origin.base.href } }
  worker = await startWorker(inject('bundle'), { SIGNING_KEYS, ENVIRONMENT: 'development', zones })
})

afterAll(async () => {
  await worker.close()
  origin.close()
})

async function ask(bytes: Uint8Array, query = 'width=20', sized = true) {
  origin.say(200, sized ? { 'content-length': bytes.length } : {}, bytes)
  const { status, headers, body } = await worker.send(await sign(`/${next++}?${query}`))
  const code = headers.get('x-ip-error')
  if (code !== null) expectDetail(JSON.parse(body.toString()))
  return { status, code, info: headers.get('x-ip-info') }
}

/** Expects a sentence for the client as the detail, not the reason of the log. */
function expectDetail(problem: unknown): void {
  expect(problem).toMatchObject({ detail: expect.stringMatching(/^[^:]{3,}.{12,}$/) })
  expect(problem).not.toMatchObject({
    detail: expect.stringMatching(/decoder|RuntimeError|became|ExitStatus/),
  })
}

async function expectRefused(bytes: Uint8Array, code: ErrorCode, query?: string): Promise<void> {
  const refused = { status: ERRORS[code].status, code, info: null }
  expect(await ask(bytes, query)).toEqual(refused)
  expect(await ask(bytes, query, false)).toEqual(refused)
}

// Pixels of earlier requests must not show in later images.
afterEach(async () => {
  expect(await ask(FILES.jpeg)).toMatchObject({ status: 200, info: expect.stringContaining('odim=20x15') })
})

it.each(NAMES)('an intact file is answered: %s', async (name) => {
  expect(await ask(FILES[name])).toMatchObject({ status: 200, info: expect.stringContaining('odim=20x15') })
  expect(await ask(FILES[name], 'width=20', false)).toMatchObject({ status: 200 })
})

describe.each([0.1, 0.3, 0.5, 0.7, 0.95])('a file truncated to the share %d', (share) => {
  it.each(NAMES)('is corrupt: %s', async (name) => {
    const file = FILES[name]
    await expectRefused(file.subarray(0, Math.floor(file.length * share)), 'corrupt')
  })
})

it.each(['png', 'interlaced png', 'palette png'] as const)(
  'a file without checksums and IEND is answered: %s',
  async (name) => {
    // Removes IEND's 12 bytes, IDAT's checksum, and the zlib stream's checksum.
    const cut = FILES[name].subarray(0, -12 - 4 - 4)
    expect(await ask(cut)).toMatchObject({ status: 200, info: expect.stringContaining('odim=20x15') })
    expect(await ask(cut, 'width=20', false)).toMatchObject({ status: 200 })
    await expectRefused(FILES[name].subarray(0, -12 - 4 - 4 - 30), 'corrupt')
  },
)

describe('data that is not an image', () => {
  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    ['one byte', Uint8Array.of(0xff)],
    ['half a signature', FILES.png.subarray(0, 4)],
    ['zeros', new Uint8Array(100_000)],
    ['a picture after a blank', join(' ', FILES.jpeg)],
  ])('is unsupported: %s', async (_, bytes) => expectRefused(bytes, 'unsupported'))

  it('is corrupt if a JPEG has no marker after its start', async () => {
    await expectRefused(join(0xff, 0xd8, FILES.jpeg.subarray(3)), 'corrupt')
  })

  it('a GIF is an image, and becomes WebP', async () => {
    const gif = await picture().gif().toBuffer()
    expect(await ask(gif)).toMatchObject({ status: 200, code: null })
    expect(await ask(gif, 'expire=4000000000')).toMatchObject({ status: 200, code: null })
  })
})

describe('a header with a false size', () => {
  it.each<[Name, keyof typeof FALSE_SIZES, number, number]>([
    ['jpeg', 'jpeg', WIDTH, HEIGHT + 50],
    ['jpeg', 'jpeg', WIDTH + 50, HEIGHT],
    ['jpeg', 'jpeg', 5000, 4000],
    ['gray jpeg', 'jpeg', WIDTH, HEIGHT + 50],
    ['progressive jpeg', 'jpeg', WIDTH, HEIGHT + 50],
    ['progressive jpeg', 'jpeg', WIDTH + 50, HEIGHT],
    ['png', 'png', WIDTH, HEIGHT + 1],
    ['png', 'png', WIDTH + 1, HEIGHT],
    ['png', 'png', WIDTH / 2, HEIGHT],
    ['png', 'png', 10_000, 10_000],
    ['interlaced png', 'png', WIDTH, HEIGHT + 1],
    ['interlaced png', 'png', WIDTH + 1, HEIGHT],
    ['palette png', 'png', WIDTH, HEIGHT + 1],
    ['webp', 'vp8', WIDTH + 100, HEIGHT + 150],
    ['transparent webp', 'vp8', WIDTH, HEIGHT + 1],
    ['transparent webp', 'vp8x', WIDTH, HEIGHT + 1],
    ['transparent webp', 'vp8x', WIDTH - 1, HEIGHT],
    ['transparent webp', 'vp8x', 1, 1],
    ['lossless webp', 'vp8l', WIDTH, HEIGHT * 2],
    ['lossless webp', 'vp8l', WIDTH * 4, HEIGHT * 4],
    ['avif', 'avif', WIDTH, HEIGHT + 1],
    ['avif', 'avif', WIDTH / 2, HEIGHT / 2],
    ['avif', 'avif', 1000, 1000],
  ])('is detected: %s: %s of %d x %d', async (name, liar, width, height) => {
    await expectRefused(FALSE_SIZES[liar](FILES[name], width, height), 'corrupt')
  })

  it.each<['RIFF' | 'VP8 ', number]>([
    ['RIFF', -8],
    ['VP8 ', 8],
    ['VP8 ', 0x7fffffff],
  ])('is detected in a WebP: length of %s longer by %d', async (chunk, by) => {
    await expectRefused(withLongerChunk(FILES.webp, chunk, by), 'corrupt')
  })
})

const NONE: readonly Uint8Array[] = []

function black(side: number, { bits = 1, colorType = 0, rows = side, interlace = 0, chunks = NONE } = {}) {
  const row = 1 + Math.ceil((side * bits) / 8)
  const header = ihdr({ width: side, height: side, depth: Math.min(bits, 8), colorType, interlace })
  const pixels = deflateSync(new Uint8Array(row * rows), { level: 9 })
  return join(PNG_SIGNATURE, header, ...chunks, pngChunk('IDAT', pixels), pngChunk('IEND'))
}

describe('a small file that claims a large image', () => {
  const small = jpeg({ width: 65_535, height: 65_535 })
  it('is too large: a JPEG of 65,535² pixels in under 200 bytes', async () => {
    expect(small.length).toBeLessThan(200)
    await expectRefused(small, 'too-large')
  })

  it.each<[string, Uint8Array, ErrorCode]>([
    ['JPEG of 10,000² without pixels', jpeg({ width: 10_000, height: 10_000 }), 'corrupt'],
    ['JPEG of 30,001 x 1 without pixels', jpeg({ width: 30_001, height: 1 }), 'too-large'],
    ['PNG of 20,000²', black(20_000, { rows: 1 }), 'too-large'],
    ['PNG of 4,294,967,295²', FALSE_SIZES.png(FILES.png, 0xffffffff, 0xffffffff), 'corrupt'],
    ['PNG of 2,147,483,647 x 1', FALSE_SIZES.png(FILES.png, 0x7fffffff, 1), 'too-large'],
    ['PNG of 10,000², interlaced', black(10_000, { rows: 1, interlace: 1 }), 'over-budget'],
    ['WebP of 16,383²', FALSE_SIZES.vp8(FILES.webp, 16_383, 16_383), 'too-large'],
    ['lossless WebP of 16,384²', FALSE_SIZES.vp8l(FILES['lossless webp'], 16_384, 16_384), 'too-large'],
    ['WebP of 10,000²', FALSE_SIZES.vp8(FILES.webp, 10_000, 10_000), 'corrupt'],
    ['lossless WebP of 10,000²', FALSE_SIZES.vp8l(FILES['lossless webp'], 10_000, 10_000), 'corrupt'],
    ['AVIF of 4,294,967,295²', FALSE_SIZES.avif(FILES.avif, 0xffffffff, 0xffffffff), 'too-large'],
    ['AVIF of 10,000²', FALSE_SIZES.avif(FILES.avif, 10_000, 10_000), 'over-budget'],
  ])('is refused: %s', async (_, bytes, code) => expectRefused(bytes, code))

  it.each<[string, Uint8Array]>([
    ['10,000² pixels in 12 kB', black(10_000)],
    ['100 MB behind the last row', black(10, { bits: 24, colorType: 2, rows: 3_000_000 })],
    [
      'a profile of 100 MB',
      black(10, { chunks: [pngChunk('iCCP', join('x', 0, 0, deflateSync(new Uint8Array(1e8))))] }),
    ],
  ])('is decoded row by row: a PNG of %s', async (_, bytes) => {
    expect(bytes.length).toBeLessThan(120_000)
    expect(await ask(bytes)).toMatchObject({ status: 200, info: expect.stringContaining('odim=20x20') })
  })
})

describe('an endless header', () => {
  const [start, rest] = [FILES.jpeg.subarray(0, 2), FILES.jpeg.subarray(2)]
  const full = segment(0xe5, new Uint8Array(65_533))
  const many = (part: Uint8Array, count: number) => join(start, Buffer.alloc(part.length * count, part), rest)
  it.each<[string, Uint8Array, ErrorCode]>([
    ['a million segments', many(segment(0xe5, []), 1e6), 'corrupt'],
    ['20 MB of segments', many(full, 320), 'too-large'],
    ['20 MB of fill bytes', many(Uint8Array.of(0xff), 2e7), 'too-large'],
    ['20 MB of a chunk', black(10, { chunks: [pngChunk('tEXt', new Uint8Array(2e7))] }), 'too-large'],
  ])('is refused: %s', async (_, bytes, code) => expectRefused(bytes, code))
})
