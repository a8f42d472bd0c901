import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { KernelExports } from '../../src/engine/wasm/generated/kernel.ts'
import type { SizesExports } from '../../src/engine/wasm/generated/sizes.ts'
import { jxlEncoder } from '../../src/engine/wasm/jxl-encoder.ts'
import { sideKernel } from '../../src/engine/wasm/side-kernel.ts'
import { sizes } from '../../src/engine/wasm/sizes.ts'
import { vp8Encoder } from '../../src/engine/wasm/vp8-encoder.ts'
import { bytes, kernel } from '../support/kernel/kernel.ts'
import { runs } from '../support/properties/runs.ts'

/** Status of what is too large. */
const LIMIT = -3
/** More bytes than any memory has. */
const TOO_MANY = 2 ** 40

/** An arbitrary shape, the bytes that are planned for it, and what allocates them. */
interface Case<Shape> {
  readonly shapes: fc.Arbitrary<Shape>
  plan(shape: Shape): number
  /** @returns the status; 0 where it has none */
  open(wasm: KernelExports, shape: Shape): number
}

function checkCase<Shape>({ shapes, plan, open }: Case<Shape>): () => void {
  return () =>
    fc.assert(
      fc.property(shapes, (shape) => {
        const wasm = kernel()
        const start = wasm.heapCheckpoint()
        const status = open(wasm, shape)
        const taken = wasm.heapCheckpoint() - start
        if (status === LIMIT) expect(plan(shape)).toBeGreaterThan(TOO_MANY)
        else expect(plan(shape)).toBe(taken)
      }),
      { numRuns: runs(60) },
    )
}

/** Small sides are frequent, the largest one and more occur. */
const sides = (most: number) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 70 }) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: Math.min(most, 5000) }) },
    { weight: 1, arbitrary: fc.constantFrom(1, most, most + 1) },
  )

/** At most so many pixels, so that a test needs little memory. */
const areas = (most: number, pixels: number) =>
  fc.tuple(sides(most), sides(most)).filter(([width, height]) => width * height <= pixels)

const flag = fc.integer({ min: 0, max: 1 })
const eighths = fc.integer({ min: 1, max: 8 })

const COLORS = [
  ...[1, 2, 4, 8, 16].map((depth) => ({ depth, colorType: 0 })),
  ...[1, 2, 4, 8].map((depth) => ({ depth, colorType: 3 })),
  ...[2, 4, 6].flatMap((colorType) => [8, 16].map((depth) => ({ depth, colorType }))),
]

const png: Case<Parameters<SizesExports['pngBytes']>[0]> = {
  shapes: fc
    .record({
      area: areas(1 << 25, 1 << 26),
      color: fc.constantFrom(...COLORS),
      interlace: flag,
      alpha: flag,
    })
    .filter(({ area: [width, height], interlace }) => interlace === 0 || width * height < 1 << 22)
    .map(({ area: [width, height], color, interlace, alpha }) => ({
      ...{ width, height },
      ...color,
      ...{ interlace, alpha },
    })),
  plan: sizes().pngBytes,
  open(wasm, { width, height, depth, colorType, interlace, alpha }) {
    const status = wasm.pngOpen({ width, height, depth, colorType, interlace, alpha })
    if (status < 0) return status
    if (alpha === 1) wasm.pngTransparent(0, 0, 0)
    wasm.pngFeed(0, 0)
    return 0
  },
}

const factors = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }))

type Jpeg = Parameters<SizesExports['jpegBytes']>[0]

/** JPEG data up to the first scan, which has all components. */
function jpegStart({ width, height, sampling, progressive }: Jpeg): Uint8Array {
  const components = [0, 1, 2, 3].map((index) => (sampling >> (8 * index)) & 255).filter((pair) => pair > 0)
  const word = (value: number) => [value >> 8, value & 255]
  const frame = components.flatMap((pair, id) => [id, pair, 0])
  const scan = components.flatMap((_, id) => [id, 0])
  return Uint8Array.from([
    ...[0xff, 0xd8, 0xff, 0xdb, ...word(67), 0, ...Array<number>(64).fill(1)],
    ...[0xff, 0xc0 + 2 * progressive, ...word(8 + frame.length), 8, ...word(height), ...word(width)],
    ...[components.length, ...frame],
    ...[0xff, 0xda, ...word(6 + scan.length), components.length, ...scan, 0, progressive ? 0 : 63, 0],
  ])
}

const jpeg: Case<Jpeg> = {
  shapes: fc
    .record({
      area: areas(65_535, 1 << 22).filter(([width, height]) => Math.max(width, height) < 65_536),
      components: fc.oneof(
        fc.constant<[number, number][]>([[1, 1]]),
        fc.array(factors, { minLength: 3, maxLength: 4 }),
      ),
      ...{ progressive: flag, eighths, subsampled: eighths },
    })
    // T.81 B.2.3: an MCU has at most 10 blocks.
    .filter(({ components }) => components.reduce((sum, [h, v]) => sum + h * v, 0) <= 10)
    .map(({ area: [width, height], components, ...scales }) => ({
      ...{ width, height },
      sampling: components.reduce((all, [h, v], index) => all | ((16 * h + v) << (8 * index)), 0),
      ...scales,
    })),
  plan: sizes().jpegBytes,
  open(wasm, shape) {
    wasm.jpegOpen(shape.eighths, shape.subsampled)
    const start = jpegStart(shape)
    bytes(wasm, wasm.jpegInput(), start.length).set(start)
    expect(wasm.jpegFeed(start.length, 0)).toBe(1)
    return 0
  },
}

const coefficients: Case<Jpeg> = {
  shapes: jpeg.shapes,
  plan: ({ width, height, sampling, progressive }) =>
    sizes().jpegCoefficientBytes(width, height, sampling, progressive),
  open(wasm, shape) {
    wasm.jpegOpen(8, 8)
    wasm.jpegKeepCoefficients()
    const start = jpegStart(shape)
    bytes(wasm, wasm.jpegInput(), start.length).set(start)
    expect(wasm.jpegFeed(start.length, 0)).toBe(1)
    return 0
  },
}

type Transcode = Parameters<SizesExports['jxlTranscodeBytes']>[0]

const transcode: Case<Transcode> = {
  shapes: fc
    .record({
      area: areas(65_535, 1 << 25),
      components: fc.constantFrom(1, 3),
      sampling: fc.constantFrom(0x11_11_11, 0x11_11_21, 0x11_11_12, 0x11_11_22, 0x12_21_22, 0x22_22_22),
      profileBytes: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 4_194_305 })),
    })
    .map(({ area: [width, height], ...shape }) => ({ width, height, ycbcr: 1, ...shape })),
  plan: sizes().jxlTranscodeBytes,
  open: (wasm, shape) =>
    jxlEncoder(wasm).jxlTranscodeOpen({ ...shape, orientation: 1, color: 0, profile: 0 }),
}

const FILTERS = 4

type Resampling = Parameters<SizesExports['resampleBytes']>[0]

const resampling: fc.Arbitrary<Resampling> = fc
  .record({
    channels: fc.constantFrom(1, 3, 4),
    in: areas(1 << 20, 1 << 26),
    out: areas(1 << 20, 1 << 20),
    box: fc.tuple(...[0, 1, 2, 3].map(() => fc.double({ min: 0, max: 1, noNaN: true }))),
    copies: fc.boolean(),
    filter: fc.integer({ min: 0, max: FILTERS - 1 }),
  })
  .map(({ channels, in: [inWidth, inHeight], out, box, copies, filter }) => {
    const [left = 0, top = 0, right = 0, bottom = 0] = box
    const [outWidth, outHeight] = copies ? [Math.min(out[0], inWidth), Math.min(out[1], inHeight)] : out
    const [x, y] = copies ? [inWidth - outWidth, 0] : [left * inWidth - 1, top * inHeight - 1]
    const width = copies ? outWidth : (1 - left) * (0.01 + right) * inWidth
    const height = copies ? outHeight : (1 - top) * (0.01 + bottom) * inHeight
    return { channels, inWidth, inHeight, x, y, width, height, outWidth, outHeight, filter }
  })
  // A ring of rows beside a huge output takes more memory than a test should.
  .filter((shape) => sizes().resampleBytes(shape) < 1e8 || sizes().resampleBytes(shape) > TOO_MANY)

const resample: Case<Resampling> = {
  shapes: resampling,
  plan: sizes().resampleBytes,
  open: (wasm, shape) => Math.min(0, wasm.resampleOpen(shape)),
}

const resampleWide: Case<Omit<Resampling, 'channels'> & { readonly outBits: number }> = {
  shapes: fc
    .tuple(resampling, fc.constantFrom(8, 16))
    .map(([shape, outBits]) => ({ ...shape, outBits }))
    .filter((shape) => sizes().resampleWideBytes(shape) < 1e8 || sizes().resampleWideBytes(shape) > TOO_MANY),
  plan: sizes().resampleWideBytes,
  open(wasm, shape) {
    const tables = { colorCurves: 0, curveStep: 0, colorConversion: 0, colorMatrix: 0 }
    return wasm.resampleWideOpen({ ...shape, weigh: 0, bits: 16, light: 0, ...tables })
  },
}

type Pair = readonly [number, number]
type Triple = readonly [number, number, number]

const blurs = fc.tuple(sides(9000), fc.integer({ min: 1, max: 60 }))

/** Work that has no status. */
function succeeded<Shape>(work: (wasm: KernelExports, shape: Shape) => void) {
  return (wasm: KernelExports, shape: Shape) => {
    work(wasm, shape)
    return 0
  }
}

/** The picture and the mask lie before what is counted. */
function placed<Shape>(work: (wasm: KernelExports, shape: Shape, rgba: number, mask: number) => void) {
  return succeeded((wasm: KernelExports, shape: Shape) => work(wasm, shape, 1024, 1024))
}

const CASES: Readonly<Record<string, () => void>> = {
  pngBytes: checkCase(png),
  pngEncodeBytes: checkCase<Triple>({
    shapes: fc.tuple(sides(0x40_0000), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 5 })),
    plan: (shape) => sizes().pngEncodeBytes(...shape),
    open: (wasm, shape) => wasm.pngEncodeOpen(...shape),
  }),
  inflateBytes: checkCase({
    shapes: flag,
    plan: () => sizes().inflateBytes(),
    open: succeeded((wasm, zlib) => wasm.inflateOpen(zlib)),
  }),
  gifBytes: checkCase<readonly [number, Pair, number]>({
    shapes: fc.tuple(flag, areas(65_535, 1 << 22), flag),
    plan: ([onCanvas, area, interlaced]) => sizes().gifBytes(onCanvas, ...area, interlaced),
    open: (wasm, [onCanvas, [width, height], interlaced]) =>
      wasm.gifOpen({
        onto: onCanvas && 1024,
        ...{ width, height, x: 0, y: 0, imageWidth: width, imageHeight: height, interlaced },
        codeSize: 8,
      }),
  }),
  jpegBytes: checkCase(jpeg),
  jpegCoefficientBytes: checkCase(coefficients),
  jxlTranscodeBytes: checkCase(transcode),
  encodeBytes: checkCase<readonly [Pair, number, number, number]>({
    shapes: fc.tuple(
      areas(65_535, 1 << 24).filter(([width, height]) => Math.max(width, height) < 65_536),
      fc.integer({ min: 0, max: 2 }),
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: 0, max: 3 }),
    ),
    plan: ([area, ...shape]) => sizes().encodeBytes(...area, ...shape),
    open: succeeded((wasm, [area, ...shape]) => wasm.encodeOpen(...area, ...shape)),
  }),
  vp8lBytes: checkCase<Pair>({
    shapes: areas(16_384, 1 << 23),
    plan: (area) => sizes().vp8lBytes(...area),
    open: (wasm, area) => wasm.vp8lOpen(...area),
  }),
  alphBytes: checkCase<readonly [Pair, number, number]>({
    shapes: fc.tuple(areas(16_384, 1 << 23), fc.integer({ min: 1, max: 99_999 }), flag),
    plan: ([area, length, compressed]) => sizes().alphBytes(...area, length, compressed),
    open(wasm, [area, length, compressed]) {
      if (wasm.alphOpen(...area, length) < 0) return 0
      bytes(wasm, wasm.alphInput(), 1)[0] = compressed
      return wasm.alphStart()
    },
  }),
  vp8lEncodeBytes: checkCase<Pair>({
    shapes: areas(16_384, 1 << 25),
    plan: (area) => sizes().vp8lEncodeBytes(...area),
    open: (wasm, area) => sideKernel(wasm).vp8lEncodeOpen(...area),
  }),
  paletteBytes: checkCase<Pair>({
    shapes: areas(0x40_0000, 1 << 24),
    plan: (area) => sizes().paletteBytes(...area),
    open: (wasm, area) => sideKernel(wasm).paletteOpen(...area),
  }),
  alphEncodeBytes: checkCase<Pair>({
    shapes: areas(16_384, 1 << 25),
    plan: (area) => sizes().alphEncodeBytes(...area),
    open: (wasm, area) => sideKernel(wasm).alphEncodeOpen(...area),
  }),
  vp8EncodeBytes: checkCase<readonly [Pair, number]>({
    shapes: fc.tuple(areas(16_383, 1 << 24), fc.integer({ min: 1, max: 100 })),
    plan: ([area, quality]) => sizes().vp8EncodeBytes(...area, quality),
    open: (wasm, [area, quality]) => vp8Encoder(wasm).vp8EncodeOpen(...area, quality, 0),
  }),
  jxlLosslessBytes: checkCase<readonly [Pair, 8 | 16, number]>({
    shapes: fc.tuple(areas(65_535, 1 << 25), fc.constantFrom(8, 16), fc.integer({ min: 0, max: 4_194_305 })),
    plan: ([area, bits, icc]) => sizes().jxlLosslessBytes(...area, bits, icc),
    open: (wasm, [area, bits, icc]) => jxlEncoder(wasm).jxlLosslessOpen(...area, bits, icc, 0),
  }),
  jxlLossyBytes: checkCase<readonly [Pair, number, number]>({
    shapes: fc.tuple(areas(65_535, 1 << 24), fc.integer({ min: 1, max: 100 }), fc.constantFrom(0, 2, 256)),
    plan: ([area, quality, levels]) => sizes().jxlLossyBytes(...area, quality, levels),
    open: (wasm, [area, quality, levels]) => jxlEncoder(wasm).jxlLossyOpen(...area, quality, levels),
  }),
  masksBytes: checkCase<Pair>({
    shapes: areas(65_535, 1 << 26),
    plan: (area) => sizes().masksBytes(...area),
    open: succeeded((wasm, area) => sideKernel(wasm).masksOpen(...area)),
  }),
  resampleBytes: checkCase(resample),
  resampleWideBytes: checkCase(resampleWide),
  trimBytes: checkCase<Pair>({
    shapes: areas(1 << 21, 1 << 26),
    plan: (area) => sizes().trimBytes(...area),
    open: succeeded((wasm, area) => wasm.trimOpen(...area, 1)),
  }),
  similarityBytes: checkCase<Pair>({
    shapes: areas(65_535, 1 << 26),
    plan: (area) => sizes().similarityBytes(...area),
    open: succeeded((wasm, area) => sideKernel(wasm).similarityOpen(...area, 1024, area[0], 0)),
  }),
  blurBytes: checkCase<Pair>({
    shapes: blurs,
    plan: (shape) => sizes().blurBytes(...shape),
    open: placed((wasm, [width, radius], rgba, mask) => wasm.blur(rgba, width, 1, mask, radius)),
  }),
  sharpenBytes: checkCase<Pair>({
    shapes: blurs,
    plan: (shape) => sizes().sharpenBytes(...shape),
    open: placed((wasm, [width, radius], rgba, mask) =>
      wasm.sharpen({ rgba, width, height: 1, curve: mask, mask, radius }),
    ),
  }),
  blurReducedBytes: checkCase<readonly [Pair, number]>({
    shapes: fc.tuple(blurs, fc.integer({ min: 2, max: 33 })),
    plan: ([[width, radius], factor]) => sizes().blurReducedBytes(width, factor, radius),
    open: placed((wasm, [[width, radius], factor], rgba, mask) =>
      wasm.blurReduced({ rgba, width, height: 1, factor, mask, radius }),
    ),
  }),
  blockBytes: checkCase({
    shapes: fc.integer({ min: 0, max: 1 << 20 }),
    plan: (length) => sizes().blockBytes(length),
    open: succeeded((wasm, length) => wasm.alloc(length)),
  }),
}

describe('the bytes that are planned are those that are allocated', () => {
  it.each(Object.entries(CASES))('%s', (_, check) => check())
})

/** Compared elsewhere, with decoded frames, or bounds and blocks that callers allocate. */
const OTHERS = [
  ...['vp8Bytes', 'vp8MaxBytes', 'vp8MaxFrame', 'vp8EncodeMaxModes', 'vp8lEncodePartBytes'],
  ...['vp8lEncodeMaxOutput', 'vp8lEncodeMaxPartOutput', 'alphMaxRows', 'pngMaxWidth'],
  ...['fourierWorkBytes', 'markGridBytes', 'markWorkBytes', 'spreadWorkBytes'],
]

test('all are compared', () => {
  expect([...Object.keys(CASES), ...OTHERS].sort()).toEqual(Object.keys(sizes()).sort())
})

test('what no memory holds does not overflow', () => {
  const [width, height] = [33_000_000, 2 ** 31 - 1]
  const shape = { width, height, depth: 16, colorType: 6, alpha: 1 }
  expect(sizes().pngBytes({ ...shape, interlace: 1 })).toBeGreaterThan(width * height * 8)
  expect(sizes().gifBytes(0, 65_535, 65_535, 1)).toBeGreaterThan(65_535 ** 2)
  const frame = { width: 65_535, height: 65_535, sampling: 0x44_44_44_44, progressive: 1 }
  expect(sizes().jpegBytes({ ...frame, eighths: 8, subsampled: 8 })).toBeGreaterThan(8 * 65_535 ** 2)
  expect(sizes().trimBytes(1, 2 ** 31 - 1)).toBeGreaterThan(8 * (2 ** 31 - 1))
})

/** Section kinds in a module: https://webassembly.github.io/spec/core/binary/modules.html */
const [IMPORT, MEMORY, DATA] = [2, 5, 11]

test('the module has no memory, no data and no imports', () => {
  const file = readFileSync('src/engine/wasm/built/sizes.wasm')
  let at = 8
  function number(): number {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = file[at++] ?? 0
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return value
    }
  }
  const sections: number[] = []
  while (at < file.length) {
    sections.push(file[at++] ?? 0)
    const length = number()
    at += length
  }
  expect(sections.length).toBeGreaterThan(3)
  for (const kind of [IMPORT, MEMORY, DATA]) expect(sections).not.toContain(kind)
})
