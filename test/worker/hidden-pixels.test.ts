import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { Box } from '../../src/engine/picture/size.ts'
import { writeAnimatedGif } from '../support/gif/animation.ts'
import { palette } from '../support/gif/writer.ts'
import { spreadRows } from '../support/properties/runs.ts'
import type { Answer } from '../support/worker/exchange.ts'
import { SIGNING_KEYS, startWorker, type Worker } from '../support/worker/worker.ts'

/** Box on the MCU grid of a JPEG with halved chroma. */
const BOX: Box = { x: 32, y: 16, width: 64, height: 32 }
/** Box with odd edges, which only lossless formats hide exactly. */
const ODD_BOX: Box = { x: 33, y: 17, width: 61, height: 31 }
const SIDES = { width: 160, height: 96 }
const EXTENSIONS = ['png', 'jpg', 'webp'] as const

/** Numbers whose tickets differ in hidden pixels alone. */
const NUMBERS = [1, 8191] as const

/** Values of one hidden pixel's alpha. */
const ALPHAS = [254, 255] as const

let worker: Worker

type Extension = (typeof EXTENSIONS)[number] | 'gif'

/** Returns a lossless WebP with one hidden pixel whose alpha decides the alpha flag. */
async function seeThrough(
  alpha: number,
  isHidden: (column: number, row: number) => boolean,
): Promise<Uint8Array> {
  const levels = ticketLevels(0, isHidden)
  const pixels = new Uint8Array(SIDES.width * SIDES.height * 4).fill(255)
  for (let at = 0; at < levels.length / 3; at++) pixels.set(levels.subarray(3 * at, 3 * at + 3), 4 * at)
  const hidden = Array.from({ length: pixels.length / 4 }, (_, at) => at).find((at) =>
    isHidden(at % SIDES.width, Math.floor(at / SIDES.width)),
  )
  pixels[4 * (hidden ?? 0) + 3] = alpha
  const image = sharp(pixels, { raw: { ...SIDES, channels: 4 } })
  return new Uint8Array(await image.webp({ lossless: true, exact: true }).toBuffer())
}

const isInside = ({ x, y, width, height }: Box, column: number, row: number) =>
  column >= x && column < x + width && row >= y && row < y + height

/** Returns a gradient with a pattern that depends on `number` in the hidden pixels alone. */
function ticketLevels(number: number, isHidden: (column: number, row: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: SIDES.width * SIDES.height * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3)
    const [column, row] = [pixel % SIDES.width, Math.floor(pixel / SIDES.width)]
    const bit = (column >> 2) % 14
    return isHidden(column, row) && (number >> bit) & 1 ? 255 : 40 + ((at * 7) % 160)
  })
}

/** Returns a ticket as an image. A GIF has the same palette of 16 colors for all numbers. */
async function ticket(
  number: number,
  extension: Extension,
  isHidden: (column: number, row: number) => boolean,
): Promise<Uint8Array> {
  const levels = ticketLevels(number, isHidden)
  if (extension === 'gif') {
    const indices = Uint8Array.from({ length: levels.length / 3 }, (_, at) => (levels[3 * at] ?? 0) >> 4)
    return writeAnimatedGif({ ...SIDES, palette: palette(16), images: [{ ...SIDES, indices }] })
  }
  const image = sharp(levels, { raw: { ...SIDES, channels: 3 } })
  const encoded = {
    jpg: () => image.jpeg({ quality: 90 }),
    png: () => image.png(),
    webp: () => image.webp({ lossless: true }),
  }[extension]()
  return new Uint8Array(await encoded.toBuffer())
}

const within = ({ x, y, width, height }: Box) => [width, height, x, y].join()

beforeAll(async () => {
  const zone = (prefix: string, name: string, preset: Record<string, string | boolean>) => ({
    prefix,
    source: `r2:IMAGES${prefix}`,
    presets: { [name]: preset },
    mandatory: [name],
  })
  worker = await startWorker(inject('bundle'), {
    SIGNING_KEYS,
    zones: {
      covered: zone('/', 'covered', { redact: Object.values(BOX).join() }),
      cropped: zone('/cropped/', 'cropped', { crop: within(BOX) }),
      odd: zone('/odd/', 'odd', { crop: within(ODD_BOX) }),
    },
  })
  const put = async (name: string, file: Uint8Array) => worker.bucket.put(name, new Uint8Array(file))
  for (const number of NUMBERS) {
    for (const extension of EXTENSIONS)
      await put(
        `${number}.${extension}`,
        await ticket(number, extension, (column, row) => isInside(BOX, column, row)),
      )
    for (const extension of [...EXTENSIONS, 'gif'] as const)
      for (const [folder, box] of [
        ['cropped', BOX],
        ['odd', ODD_BOX],
      ] as const)
        await put(
          `${folder}/${number}.${extension}`,
          await ticket(number, extension, (column, row) => !isInside(box, column, row)),
        )
  }
  for (const alpha of ALPHAS) {
    await put(`${alpha}.webp`, await seeThrough(alpha, (column, row) => isInside(BOX, column, row)))
    await put(`odd/${alpha}.webp`, await seeThrough(alpha, (column, row) => !isInside(ODD_BOX, column, row)))
  }
})

afterAll(() => worker.close())

/** Returns everything in an answer except its times and its keyed tag. */
function told({ status, headers, body }: Answer) {
  const kept = [...headers].filter(([name]) => !['etag', 'server-timing', 'date'].includes(name))
  return [status, Object.fromEntries(kept), body.toString('latin1')]
}

/** Requests both tickets, and expects the same answer. */
async function expectSame(
  path: (number: number) => string,
  status: number,
  query: string,
  headers: Record<string, string> = {},
  numbers: readonly [number, number] = NUMBERS,
): Promise<void> {
  const ask = (number: number) => worker.get(`${path(number)}${query && `?${query}`}`, { headers })
  const [one, other] = [await ask(numbers[0]), await ask(numbers[1])]
  expect(one.status, one.body.toString('utf8', 0, 200)).toBe(status)
  expect(told(one)).toEqual(told(other))
}

describe.each(EXTENSIONS)('a redacted %s file', (extension) => {
  it.each<[number, string, Record<string, string>]>([
    [200, '', {}],
    [200, 'width=50', {}],
    [200, 'width=50&format=auto', { accept: 'image/webp' }],
    [200, 'format=png', {}],
    [200, 'trim=10', {}],
    [200, 'width=40&height=40&crop=smart', {}],
    [200, 'normalize=1', {}],
    [200, 'blur=8', {}],
    [200, 'output=json', {}],
    [200, 'output=json&width=10', {}],
    [206, 'width=50', { range: 'bytes=5-40' }],
    [416, 'width=50', { range: 'bytes=99999-' }],
    [400, 'metadata=1', {}],
    [400, 'original=1', {}],
    [400, 'page=2', {}],
  ])('gives the same answer %i to %j for any hidden pixels', async (status, query, headers) => {
    await expectSame((number) => `/${number}.${extension}`, status, query, headers)
  })

  it('differs in length for different hidden pixels', async () => {
    const hidden = (column: number, row: number) => isInside(BOX, column, row)
    const [one, other] = await Promise.all(NUMBERS.map((number) => ticket(number, extension, hidden)))
    expect(one?.length).not.toBe(other?.length)
  })
})

const FILTERS = ['lanczos3', 'mitchell', 'catrom', 'triangle', 'magic', 'hqx']
const SIZES = ['width=7', 'width=23', 'width=100', 'width=333&format=jpeg']
const FITS = ['cover', 'contain', 'fill', 'inside', 'outside']

/** Queries that a URL may add to a mandatory crop. */
const RESIZES: readonly string[] = [
  ...FILTERS.flatMap((filter) => SIZES.map((size) => `${size}&filter=${filter}`)),
  ...FITS.flatMap((fit) => ['width=20&height=20', 'width=90&height=50'].map((size) => `${size}&fit=${fit}`)),
  'width=20&height=20&position=topright',
  'width=20&linear=1',
  'width=20&gamma=2.2',
  'width=30&rotate=90&flip=1&format=webp&lossless=1',
]

const TABLE: readonly [number, string, Record<string, string>][] = [
  [200, '', {}],
  [200, 'format=auto', { accept: 'image/webp' }],
  [200, 'blur=8', {}],
  [200, 'normalize=1', {}],
  [200, 'output=json', {}],
  [206, 'width=50', { range: 'bytes=5-40' }],
  [416, 'width=50', { range: 'bytes=99999-' }],
  [400, 'trim=10', {}],
  [400, 'crop=160,96,0,0', {}],
  [400, 'width=40&height=40&crop=smart', {}],
  [400, 'metadata=1', {}],
  [400, 'original=1', {}],
]

describe.each([
  ...([...EXTENSIONS, 'gif'] as const).map((extension) => ['cropped', extension] as const),
  ...(['png', 'webp', 'gif'] as const).map((extension) => ['odd', extension] as const),
])('a %s/*.%s file', (folder, extension) => {
  it.each(TABLE)('gives the same answer %i to %j for any pixels outside', async (status, query, headers) => {
    await expectSame((number) => `/${folder}/${number}.${extension}`, status, query, headers)
  })

  it.each(spreadRows(RESIZES, 16))('gives the same answer to %s', async (query) => {
    await expectSame((number) => `/${folder}/${number}.${extension}`, 200, query)
  })
})

describe.each(['', '/odd'])(
  'a lossless WebP at %s/ with one hidden pixel that may be transparent',
  (folder) => {
    it.each<[number, string, Record<string, string>]>([
      [200, '', {}],
      [200, 'format=auto', {}],
      [200, 'format=auto', { accept: 'image/webp' }],
      [200, 'format=auto', { accept: 'image/jxl' }],
      [200, 'width=50&format=png', {}],
      [200, 'width=50&format=webp&lossless=1', {}],
      [200, 'width=50&format=jxl', {}],
      [200, 'width=50&format=jpeg&bg=00ff00', {}],
      [200, 'output=json', {}],
      [422, 'width=9000&height=9000&fit=fill', {}],
    ])('gives the same answer %i to %j', async (status, query, headers) => {
      await expectSame((alpha) => `${folder}/${alpha}.webp`, status, query, headers, ALPHAS)
    })

    it('has the hidden pixel in its flag', async () => {
      const hidden = (column: number, row: number) => isInside(BOX, column, row)
      const [clear, opaque] = await Promise.all(ALPHAS.map((alpha) => seeThrough(alpha, hidden)))
      expect([clear, opaque].map((file) => ((file?.[24] ?? 0) >> 4) & 1)).toEqual([1, 0])
    })
  },
)
