import { describe, expect, it, test } from 'vitest'
import {
  maxPngBytes,
  pngEncoderMemory,
  pngReaderMemory,
} from '../../../../../src/engine/formats/png/memory.ts'
import { readPng } from '../../../../../src/engine/formats/png/reader.ts'
import { writePng } from '../../../../../src/engine/formats/png/writer.ts'
import { probe } from '../../../../../src/engine/formats/probe.ts'
import { byteInput } from '../../../../support/engine/byte-input.ts'
import { bytes } from '../../../../support/kernel/kernel.ts'
import { opened, pngKernel } from '../../../../support/png/kernel.ts'
import { PNG_KINDS, type PngPicture, pngFile, pngPicture } from '../../../../support/png/writer.ts'
import { randomNumbers } from '../../../../support/properties/random.ts'

type Kernel = ReturnType<typeof pngKernel>

async function allocatedBy(kernel: Kernel, work: () => unknown): Promise<number> {
  const before = kernel.alloc(0)
  await work()
  return kernel.alloc(0) - before - 64
}

/** Returns the allocated bytes. All allocations happen before the first row. */
function allocatedFor(picture: PngPicture): number {
  const before = pngKernel().alloc(0)
  const kernel = opened(picture)
  kernel.pngFeed(0, 0)
  return kernel.alloc(0) - before
}

function headerOf(picture: PngPicture) {
  const header = probe(pngFile(picture, { zlib: new Uint8Array(0) }), true)
  if (header === undefined) throw new Error('there is no header')
  return header
}

function shaped(
  colorType: number,
  depth: number,
  width: number,
  height: number,
  rest: Partial<PngPicture> = {},
) {
  return pngPicture(colorType, depth, width, height, { samples: new Uint16Array(0), ...rest })
}

const SIZES = [
  [1, 1],
  [300, 40],
  [3000, 3],
  [70_000, 1],
] as const

describe.each(PNG_KINDS)('the memory to decode color type %d, depth %d', (colorType, depth) => {
  const transparent = colorType === 0 ? [0] : colorType === 2 ? [0, 0, 0] : undefined
  const kinds = [
    {},
    { interlaced: true },
    ...(transparent ? [{ transparent }, { transparent, interlaced: true }] : []),
  ]

  it('is at most the planned memory', () => {
    for (const [width, height] of SIZES) {
      for (const kind of kinds) {
        const picture = shaped(colorType, depth, width, height, kind)
        const actual = allocatedFor(picture)
        const reckoned = pngReaderMemory(headerOf(picture))
        expect(reckoned).toBeGreaterThanOrEqual(actual)
        // An 8-bit palette, or the tRNS of gray or colors, may take less than the header suggests.
        const ambiguous = (colorType === 3 && depth === 8) || 'transparent' in kind
        if (!ambiguous) expect(reckoned).toBeLessThanOrEqual(actual * 1.05)
      }
    }
  })
})

test('plans the same memory for more rows, unless they are interlaced', () => {
  const tall = {
    width: 4000,
    height: 3000,
    depth: 8,
    components: 3,
    alpha: false,
    progressive: false,
  } as const
  expect(pngReaderMemory({ ...tall, height: 27_000 })).toBe(pngReaderMemory(tall))
  expect(pngReaderMemory(tall)).toBeLessThan(600_000)
  expect(pngReaderMemory({ ...tall, progressive: true })).toBeGreaterThan(4000 * 3000 * 4)
})

test('plans enough memory for transparency that is ignored', async () => {
  const broken = { ...pngPicture(0, 8, 1000, 200), transparent: [0, 0, 0] }
  const header = headerOf(broken)
  expect(header.alpha).toBe(true)
  const kernel = pngKernel()
  const actual = await allocatedBy(kernel, async () => {
    const { strips } = await readPng(byteInput(pngFile(broken)), header, kernel)
    for await (const _ of strips);
  })
  expect(pngReaderMemory(header)).toBeGreaterThanOrEqual(actual)
})

test('allocates nothing while rows are read', async () => {
  const picture = pngPicture(2, 8, 400, 300)
  const file = pngFile(picture)
  const kernel = pngKernel()
  const actual = await allocatedBy(kernel, async () => {
    const { strips } = await readPng(byteInput(file), headerOf(picture), kernel)
    for await (const _ of strips);
  })
  expect(actual).toBe(allocatedFor(picture))
})

describe('the memory to encode', () => {
  it.each([
    [1, 1],
    [333, 5],
    [20_000, 2],
  ])('equals the plan, %d × %d pixels', async (width, height) => {
    const random = randomNumbers(width)
    const noise = Uint8Array.from({ length: width * height * 4 }, () => random())
    for (const alpha of [false, true]) {
      for (const adaptive of [false, true]) {
        for (const colors of [undefined, 2, 256]) {
          const kernel = pngKernel()
          const data = bytes(kernel, kernel.alloc(noise.length), noise.length)
          data.set(noise)
          const settings = { alpha, adaptive, colors }
          const actual = await allocatedBy(kernel, () => writePng({ width, height, data }, settings, kernel))
          const planned = pngEncoderMemory({ width, height }, settings)
          // A picture with few colors needs no quantizer.
          if (colors === undefined || width * height > 256) expect(planned).toBe(actual)
          else expect(planned).toBeGreaterThan(actual)
        }
      }
    }
  })

  it('covers the largest file', async () => {
    const random = randomNumbers(1)
    for (const [width, height] of [
      [1, 1],
      [1, 5000],
      [400, 300],
    ] as const) {
      const data = Uint8Array.from({ length: width * height * 4 }, () => random())
      for (const compression of [0, 1, 9]) {
        const file = await writePng({ width, height, data }, { alpha: true, compression }, pngKernel())
        expect(file.length).toBeLessThanOrEqual(maxPngBytes({ width, height }, { alpha: true }))
      }
    }
  })
})
