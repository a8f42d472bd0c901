import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { encodeLossless } from '../../../../../src/engine/formats/webp/lossless-encoder.ts'
import { losslessOutput } from '../../../../../src/engine/formats/webp/lossless-memory.ts'
import { readVp8l } from '../../../../../src/engine/formats/webp/vp8l.ts'
import type { Frame } from '../../../../../src/engine/picture/picture.ts'
import { openKernel } from '../../../../../src/engine/wasm/kernel.ts'
import { byteInput } from '../../../../support/engine/byte-input.ts'
import { inKernel } from '../../../../support/engine/operate.ts'
import { guarded } from '../../../../support/kernel/guarded.ts'
import { decoded } from '../../../../support/picture/decoded.ts'
import { makePicture } from '../../../../support/picture/pictures.ts'
import { runs } from '../../../../support/properties/runs.ts'

function encode(frame: Frame): Uint8Array {
  const { kernel, picture } = inKernel(frame)
  return encodeLossless(picture, kernel)
}

const noise = (at: number) => (Math.imul(at + 1, 2_654_435_761) ^ Math.imul(at >>> 3, 40_503)) >>> 16

/** Returns a picture whose pixels are given as numbers of 32 bits with red in the lowest byte. */
function painted(width: number, height: number, color: (x: number, y: number) => number): Frame {
  const pixels = Uint32Array.from({ length: width * height }, (_, at) =>
    color(at % width, Math.floor(at / width)),
  )
  return { width, height, data: new Uint8Array(pixels.buffer) }
}

/** Expects libwebp and the decoder of the kernel to return the encoded pixels. */
async function expectSame(frame: Frame): Promise<void> {
  const file = encode(frame)
  const { data, width, height } = await decoded(file)
  expect({ width, height }).toEqual({ width: frame.width, height: frame.height })
  expect(Buffer.compare(data, frame.data)).toBe(0)
  const rows: Uint8Array[] = []
  for await (const { planes } of readVp8l(byteInput(file.subarray(20)).chunks(), frame, openKernel()))
    for (const strip of planes) rows.push(strip.rows.slice(0, strip.count * strip.stride))
  expect(Buffer.concat(rows).equals(frame.data)).toBe(true)
}

const SIZES = [
  [1, 1],
  [2, 1],
  [1, 2],
  [3, 3],
  [5, 40],
  [1, 300],
  [300, 1],
  [31, 33],
  [129, 65],
] as const

describe('losslessly encoded pixels', () => {
  test.each(SIZES)('are decoded exactly: photograph, %d x %d', async (width, height) => {
    await expectSame(makePicture(width, height, { noise: 12 }))
    await expectSame(makePicture(width, height, { noise: 255, alpha: 'soft' }))
  })

  test.each([1, 2, 3, 4, 5, 16, 17, 255, 256, 257])('are decoded exactly: %d colors', async (colors) => {
    const palette = Array.from({ length: colors }, (_, at) => (Math.imul(at, 2_654_435_761) | 0xff) >>> 0)
    for (const [width, height] of [
      [67, 41],
      [300, 5],
    ] as const) {
      await expectSame(painted(width, height, (x, y) => palette[noise(y * width + x) % colors] ?? 0))
      await expectSame(painted(width, height, (x, y) => palette[(x * 7 + (y >> 2)) % colors] ?? 0))
    }
  })

  it('are decoded exactly: transparent pixels', async () => {
    await expectSame(painted(40, 30, (x, y) => ((x + y) % 3 ? noise(x * y) : 0xff00_0000 + x) >>> 0))
    await expectSame(painted(40, 30, (x, y) => noise(x + 40 * y) & 0xff_ffff))
  })

  it('are decoded exactly: one color, stripes and repeated tiles', async () => {
    await expectSame(painted(500, 400, () => 0xff80_4020))
    await expectSame(painted(500, 90, (x) => (x & 8 ? 0xffff_ffff : 0xff00_0000) >>> 0))
    await expectSame(painted(400, 300, (x, y) => (0xff00_0000 | noise((x % 50) + 50 * (y % 40))) >>> 0))
  })

  it('are decoded exactly: a picture larger than the search window and its samples', async () => {
    await expectSame(
      painted(1100, 900, (x, y) => (0xff00_0000 | ((x * y) & 0xff) | ((noise(x >> 3) & 255) << 8)) >>> 0),
    )
    await expectSame(painted(16_383, 20, (x, y) => (0xff00_0000 | (x >> 2) | (y << 16)) >>> 0))
  })

  it('are decoded exactly: any picture', async () => {
    const pictures = fc
      .tuple(
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 400 }),
        fc.array(fc.nat(0xffff_ffff), { minLength: 1, maxLength: 400 }),
        fc.integer({ min: 0, max: 6 }),
      )
      .map(([width, height, period, colors, shift]) =>
        painted(width, height, (x, y) => {
          const color = colors[((x + y * width) % period) % colors.length] ?? 0
          return (color + Math.imul(noise(x * 31 + y) >> shift, 0x010203)) >>> 0
        }),
      )
    await fc.assert(fc.asyncProperty(pictures, expectSame), { numRuns: runs(60) })
  })
})

describe('a losslessly encoded file', () => {
  it('has at most the planned number of bytes, even for noise', () => {
    for (const alpha of [false, true]) {
      for (const [width, height] of [...SIZES, [700, 500]] as const) {
        const frame = painted(width, height, (x, y) => {
          const random = Math.imul(noise(x + y * width), 65_537 + y)
          return (alpha ? random : random | 0xff00_0000) >>> 0
        })
        expect(encode(frame).length).toBeLessThanOrEqual(losslessOutput(frame, alpha))
      }
    }
  })

  it('is small for simple pictures', () => {
    expect(encode(painted(1000, 1000, () => 0xff12_3456)).length).toBeLessThan(100)
    expect(
      encode(painted(1000, 1000, (x, y) => ((x ^ y) & 64 ? 0xffff_ffff : 0xff00_00ff) >>> 0)).length,
    ).toBeLessThan(400)
  })
})

test('never loads or stores outside its memory blocks', async () => {
  const pictures = [
    ...SIZES.map(([width, height]) => makePicture(width, height, { noise: 30, alpha: 'soft' })),
    makePicture(140, 90),
    painted(70, 50, (x, y) => (x & y & 1 ? 0xffff_ffff : 0xff00_0000 + (y % 17)) >>> 0),
    painted(90, 70, (x, y) => (0xff00_0000 | noise((x % 21) + 30 * (y % 9))) >>> 0),
    painted(600, 9, () => 0),
  ]
  for (const frame of pictures) {
    const { result, side } = await guarded(() => encode(frame))
    expect(side).toBeGreaterThan(frame.data.length / 4)
    const { data } = await decoded(result)
    expect(Buffer.compare(data, frame.data)).toBe(0)
  }
})
