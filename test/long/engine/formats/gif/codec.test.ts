import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it, test } from 'vitest'
import { decoder } from '../../../../../src/engine/formats/gif/codec.ts'
import { openKernel } from '../../../../../src/engine/wasm/kernel.ts'
import { Failure } from '../../../../../src/errors.ts'
import { join, le16 } from '../../../../support/bytes/image-writers.ts'
import { type ByteInput, byteInput } from '../../../../support/engine/byte-input.ts'
import { decodeWhole, headerOf } from '../../../../support/engine/decode-whole.ts'
import {
  type GifFile,
  type GifImage,
  gifPicture,
  gifPixels,
  gifScreen,
  indices,
  lzw,
  palette,
  subBlocks,
  writeGif,
} from '../../../../support/gif/writer.ts'
import { mutations } from '../../../../support/hostile/mutations.ts'
import { guarded } from '../../../../support/kernel/guarded.ts'
import { failure } from '../../../../support/process/failure.ts'
import { runs, spreadRows } from '../../../../support/properties/runs.ts'

const decode = async (
  file: Uint8Array,
  input: ByteInput = byteInput(file),
  header = headerOf(file),
): Promise<Uint8Array> => (await decodeWhole(decoder, file, header, input)).data

function still(width: number, height: number, colors: number, rest: Partial<GifImage> = {}): GifFile {
  return { width, height, palette: palette(colors), images: [gifPicture(width, height, colors, rest)] }
}

const screen = (width: number, height: number, image: GifImage): GifFile => ({
  width,
  height,
  palette: palette(16),
  images: [image],
})

const FILES: Readonly<Record<string, GifFile>> = {
  '2 colors': still(41, 23, 2),
  '7 colors': still(41, 23, 7),
  '256 colors, many clears': still(301, 203, 256),
  '256 colors, a table that is kept': still(301, 203, 256, { whenFull: 'keep' }),
  'one color, long strings': still(1500, 200, 2, { indices: new Uint8Array(300_000) }),
  'rows that are longer than a band': still(65_535, 2, 4),
  'many rows': still(2, 20_000, 4),
  interlaced: still(41, 23, 16, { interlaced: true }),
  'interlaced, transparent': still(203, 301, 256, { interlaced: true, transparent: 3 }),
  transparent: still(41, 23, 16, { transparent: 7 }),
  'transparent beyond its colors': still(41, 23, 16, { transparent: 200 }),
  'a table of its own': { ...still(41, 23, 16, { palette: palette(16).reverse() }) },
  'no table of the screen': {
    width: 41,
    height: 23,
    images: [gifPicture(41, 23, 8, { palette: palette(8) })],
  },
  'sub-blocks of a byte': still(41, 23, 16, { block: 1 }),
  'no clear code, no end code': still(41, 23, 16, { framed: false }),
  'a code size for more colors': still(41, 23, 4, { codeSize: 8 }),
  'a code size of 11': still(41, 23, 256, { codeSize: 11 }),
  'a code size of 9, many clears': still(301, 203, 256, { codeSize: 9 }),
  'no color table': { width: 41, height: 23, images: [gifPicture(41, 23, 4)] },
  'an image amid the screen': screen(60, 50, gifPicture(41, 23, 16, { left: 11, top: 7 })),
  'an image amid the screen, interlaced': screen(
    60,
    50,
    gifPicture(41, 23, 16, { left: 11, top: 7, interlaced: true, transparent: 2 }),
  ),
  animated: {
    ...still(41, 23, 16),
    images: [gifPicture(41, 23, 16), gifPicture(11, 9, 16, { left: 3, top: 5 })],
  },
}

describe.each(Object.entries(FILES))('a GIF: %s', (_, shape) => {
  const file = writeGif(shape)

  it('has the expected pixels', async () => {
    expect(Buffer.compare(await decode(file), gifPixels(shape))).toBe(0)
  })

  // libvips shows the screen as black around an opaque image.
  it('has the pixels of sharp', async () => {
    const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true })
    const ours = await decode(file)
    expect(Buffer.compare(info.channels === 4 ? ours : ours.filter((_, at) => at % 4 < 3), data)).toBe(0)
  })
})

describe.each([1, 2, 3, 4, 5, 7, 8, 9, 17])('an interlaced GIF of %d rows', (height) => {
  it('has its rows in their places', async () => {
    const shape = still(5, height, 16, { interlaced: true })
    expect(await decode(writeGif(shape))).toEqual(gifPixels(shape))
  })
})

test.each<[string, Partial<GifFile>, Partial<GifImage>]>([
  ['right', {}, { left: 5 }],
  ['below', {}, { top: 20 }],
  ['wholly outside', {}, { left: 40, top: 30 }],
  ['around the screen', { width: 3, height: 2 }, {}],
  ['on a screen of width 0', { width: 0, height: 23 }, {}],
  ['on a screen of no size', { width: 0, height: 0 }, { left: 2, top: 1 }],
])('enlarges the screen for a first image that lies %s, as sharp does', async (_, size, place) => {
  for (const interlaced of [false, true]) {
    const shape = {
      ...screen(40, 30, gifPicture(41, 23, 16, { ...place, interlaced, transparent: 3 })),
      ...size,
    }
    const file = writeGif(shape)
    expect(headerOf(file)).toMatchObject(gifScreen(shape))
    const found = await decode(file)
    expect(Buffer.compare(found, gifPixels(shape))).toBe(0)
    const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true })
    expect(info).toMatchObject({ ...gifScreen(shape), channels: 4 })
    expect(Buffer.compare(found, data)).toBe(0)
  }
})

test('decodes a color beyond the table as black', async () => {
  const shape = still(41, 23, 4, { indices: indices(41 * 23, 200), codeSize: 8 })
  expect(await decode(writeGif(shape))).toEqual(gifPixels(shape))
})

test('ignores the bits of a literal above the eighth, as sharp does', async () => {
  const shape = (values: readonly number[]) => {
    const data = subBlocks(lzw(Uint16Array.from(values), 11))
    const table = join(palette(4).flat())
    return join(
      'GIF89a',
      le16(3),
      le16(1),
      0x81,
      0,
      0,
      table,
      0x2c,
      new Uint8Array(4),
      le16(3),
      le16(1),
      0,
      11,
      data,
    )
  }
  const file = shape([2, 257, 1795])
  expect(await decode(file)).toEqual(await decode(shape([2, 1, 3])))
  expect(await decode(file)).toEqual(new Uint8Array(await sharp(file).ensureAlpha().raw().toBuffer()))
})

test('decodes literals of one bit', async () => {
  const shape = still(3, 1, 2, { codeSize: 1, indices: Uint8Array.of(1, 0, 1) })
  expect(await decode(writeGif(shape))).toEqual(gifPixels(shape))
})

test('decodes any valid image', async () => {
  const side = fc.integer({ min: 1, max: 40 })
  const shapes = fc.record({
    width: side,
    height: side,
    image: fc.record({
      width: side,
      height: side,
      left: fc.nat(45),
      top: fc.nat(45),
      interlaced: fc.boolean(),
    }),
    bits: fc.integer({ min: 1, max: 8 }),
    seed: fc.nat(),
    whenFull: fc.constantFrom('clear' as const, 'keep' as const),
    transparent: fc.option(fc.nat(255), { nil: undefined }),
  })
  await fc.assert(
    fc.asyncProperty(shapes, async ({ width, height, image, bits, seed, whenFull, transparent }) => {
      const data = indices(image.width * image.height, 1 << bits, seed)
      const rest = { indices: data, whenFull, ...(transparent !== undefined && { transparent }) }
      const shape = { width, height, palette: palette(1 << bits), images: [{ ...image, ...rest }] } as const
      expect(Buffer.compare(await decode(writeGif(shape)), gifPixels(shape))).toBe(0)
    }),
    { numRuns: runs(60) },
  )
})

describe('the input of the GIF decoder', () => {
  const shape = screen(60, 50, gifPicture(41, 23, 16, { left: 11, top: 7, transparent: 3 }))
  const file = writeGif(shape)
  const expected = gifPixels(shape)

  it('gives the same pixels for any chunks', async () => {
    expect(await decode(file, byteInput(file, file.keys()))).toEqual(expected)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(file.length), { maxLength: 20 }), async (cuts) => {
        expect(Buffer.compare(await decode(file, byteInput(file, cuts)), expected)).toBe(0)
      }),
      { numRuns: runs(15) },
    )
  })

  it('may be larger than the chunks that the kernel takes', async () => {
    const noise = still(900, 600, 256, { interlaced: true })
    const large = writeGif(noise)
    expect(large.length).toBeGreaterThan(2 * 65_536)
    expect(Buffer.compare(await decode(large), gifPixels(noise))).toBe(0)
  })

  it('is closed at its end, and when the reader stops', async () => {
    const large = writeGif(still(600, 800, 256))
    const cuts = Array.from({ length: large.length / 1000 }, (_, at) => at * 1000)
    const whole = byteInput(large, cuts)
    await decode(large, whole)
    expect(whole.left).toBe(true)
    const half = byteInput(large, cuts)
    const { strips } = await decoder.decode(half, headerOf(large), openKernel(), 8)
    for await (const _ of strips) break
    expect(half.left).toBe(true)
    expect(half.read).toBeLessThan(large.length / 2)
  })

  it('is read no further than the first image', async () => {
    const animated = join(file.subarray(0, -1), new Uint8Array(10_000))
    const input = byteInput(animated, [file.length - 1, file.length + 5000])
    expect(await decode(animated, input)).toEqual(expected)
    expect(input.read).toBeLessThan(animated.length)
  })
})

describe('a damaged GIF', () => {
  const kinds = [
    still(37, 29, 16),
    still(23, 19, 256, { interlaced: true, transparent: 3 }),
    screen(60, 50, gifPicture(41, 23, 16, { left: 11, top: 7 })),
  ]
  const cut = failure('corrupt', 'GIF: the file ends before the image does')

  it.each(kinds)('is corrupt if truncated: case %#', async (shape) => {
    const file = writeGif(shape)
    const header = headerOf(file)
    const expected = gifPixels(shape)
    // The end code, the empty sub-block and the trailer follow the last pixel (GIF89a, 22, 27).
    const lengths = [...file.keys()]
    for (const length of new Set([...spreadRows(lengths, 100), ...lengths.slice(-8)])) {
      const part = file.subarray(0, length)
      const outcome = decode(part, byteInput(part, [length >> 1]), header)
      if (length < file.length - 4)
        await expect(outcome, `${length} bytes`).rejects.toThrow(failure('corrupt'))
      else expect(await outcome.catch((error: Error) => error)).toEqual(error(expected, cut))
    }
  })

  const error = (picture: Uint8Array, otherwise: unknown) =>
    expect.toSatisfy((value: unknown) => {
      if (value instanceof Failure) expect(value).toEqual(otherwise)
      else expect(value).toEqual(picture)
      return true
    })

  it('becomes a picture or a Failure, and never leaves its memory blocks', async () => {
    const outcomes = new Map<string, number>()
    for (const shape of kinds) {
      let number = 0
      for (const mutant of mutations(writeGif(shape), 150)) {
        const work = () => outcome(mutant)
        const how = number++ % 15 === 0 ? (await guarded(work)).result : await work()
        outcomes.set(how, (outcomes.get(how) ?? 0) + 1)
      }
    }
    expect([...outcomes.keys()].sort()).toEqual(['corrupt', 'limited', 'picture', 'unsupported'])
    expect(outcomes.get('picture')).toBeGreaterThan(30)
    expect(outcomes.get('corrupt')).toBeGreaterThan(100)
  })

  async function outcome(file: Uint8Array): Promise<string> {
    try {
      const header = headerOf(file)
      if (header.width * header.height > 1_000_000) return 'limited'
      expect(await decode(file, byteInput(file, [100]), header)).toHaveLength(
        header.width * header.height * 4,
      )
      return 'picture'
    } catch (error) {
      if (error instanceof Failure) return error.code
      throw error
    }
  }

  it('never leaves its memory blocks', async () => {
    for (const shape of [
      ...kinds,
      still(1, 1, 2),
      still(301, 203, 256),
      still(3000, 30, 2, { interlaced: true }),
    ]) {
      const { accesses } = await guarded(() => decode(writeGif(shape)))
      expect(accesses).toBeGreaterThan(0)
    }
  })

  const coded = (codeSize: number, data: Uint8Array, { width = 4, height = 2, table = 0x81 } = {}) =>
    join(
      join('GIF89a', le16(4), le16(2), table, 0, 0, new Uint8Array(table ? 12 : 0)),
      join(0x2c, le16(0), le16(0), le16(width), le16(height), 0, codeSize, data, 0x3b),
    )
  const eight = lzw(indices(8, 4), 2)
  const damaged = failure('corrupt', 'GIF: the image data is damaged')

  test.each<[string, Uint8Array, unknown]>([
    ['fewer pixels than announced', coded(2, subBlocks(lzw(indices(7, 4), 2))), damaged],
    [
      'fewer pixels, without an end code',
      coded(2, subBlocks(lzw(indices(7, 4), 2, { framed: false }))),
      damaged,
    ],
    ['no data', coded(2, subBlocks(new Uint8Array(0))), damaged],
    ['a code without a string', coded(2, subBlocks(Uint8Array.of(0b00_111_100))), damaged],
    ['a string as the first code', coded(2, subBlocks(Uint8Array.of(0b00_110_100))), damaged],
  ])('is corrupt: %s', async (_, file, error) => {
    await expect(decode(file)).rejects.toThrow(error)
  })

  test.each([0, 12, 255])('is corrupt: a code size of %d', async (codeSize) => {
    await expect(decode(coded(codeSize, subBlocks(eight)))).rejects.toThrow(
      failure('corrupt', 'GIF: the size of the image or of its codes is not valid'),
    )
  })

  test.each([
    [0, 2],
    [4, 0],
  ])('is corrupt: an image of %d x %d', async (width, height) => {
    await expect(decode(coded(2, subBlocks(eight), { width, height }))).rejects.toThrow(failure('corrupt'))
  })

  it.each([{ width: 5 }, { height: 1 }, { progressive: true }])(
    'is corrupt if its header differs: %o',
    async (different) => {
      const file = coded(2, subBlocks(eight))
      const input = byteInput(file)
      await expect(decode(file, input, { ...headerOf(file), ...different })).rejects.toThrow(
        failure('corrupt', 'GIF: the image data contradicts its header; upload the file again'),
      )
      expect(input.left).toBe(true)
    },
  )
})

describe('the memory of the GIF decoder', () => {
  async function taken(file: Uint8Array): Promise<number> {
    const kernel = openKernel()
    const before = kernel.alloc(0)
    const { strips } = await decoder.decode(byteInput(file), headerOf(file), kernel, 8)
    for await (const _ of strips);
    return kernel.alloc(0) - before - 64
  }

  it.each([
    still(1, 1, 2),
    still(301, 203, 16),
    still(301, 203, 16, { interlaced: true }),
    still(65_535, 2, 4),
  ])('equals the plan: case %#', async (shape) => {
    const file = writeGif(shape)
    expect(await taken(file)).toBe(decoder.memory(headerOf(file), file.length, 8))
  })

  it('equals the plan for an image that is larger than the logical screen', async () => {
    for (const interlaced of [false, true]) {
      const image = gifPicture(900, 900, 2, { interlaced, indices: new Uint8Array(810_000) })
      const file = writeGif({ width: 9, height: 7, palette: palette(2), images: [image] })
      expect(await taken(file)).toBe(decoder.memory(headerOf(file), file.length, 8))
    }
  })

  it('does not grow with the height, unless the image is interlaced', () => {
    const header = headerOf(writeGif(still(400, 300, 4)))
    const tall = { ...header, height: 60_000 }
    expect(decoder.memory(tall, 0, 8)).toBeLessThan(600_000)
    expect(decoder.memory({ ...tall, progressive: true }, 0, 8)).toBeGreaterThan(24_000_000)
  })
})
