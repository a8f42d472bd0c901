import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeJxl, interleave } from '../../../support/jxl/decoder/decode.ts'
import { jpegComponents } from '../../../support/jxl/decoder/vardct/jpeg-blocks.ts'
import { countBlocks, type WrittenBlocks, writeTranscode } from '../../../support/jxl/writer/vardct.ts'
import { runs } from '../../../support/properties/runs.ts'

const TABLE = Array.from({ length: 64 }, (_, at) => 1 + ((at * 5) % 31))

/** Generates blocks with few coefficients. */
const blockOf = fc
  .array(fc.tuple(fc.nat(63), fc.integer({ min: -900, max: 900 })), { maxLength: 12 })
  .map((entries) => {
    const block = Array<number>(64).fill(0)
    for (const [at, coefficient] of entries) block[at] = coefficient
    return block
  })

const images = fc
  .record({
    width: fc.integer({ min: 1, max: 60 }),
    height: fc.integer({ min: 1, max: 40 }),
    subsampling: fc.constantFrom<[1 | 2, 1 | 2]>([1, 1], [2, 1], [1, 2], [2, 2]),
    table: fc.constant(TABLE),
  })
  .chain((shape) => {
    const { wide, high } = countBlocks(shape)
    const list = (count: number) => fc.array(blockOf, { minLength: count, maxLength: count })
    const chroma = (wide * high) / shape.subsampling[0] / shape.subsampling[1]
    return fc.record({
      width: fc.constant(shape.width),
      height: fc.constant(shape.height),
      subsampling: fc.constant(shape.subsampling),
      table: fc.constant(TABLE),
      components: fc.tuple(list(wide * high), list(chroma), list(chroma)),
    })
  })

/** Makes a one-block image, whose coefficients are the first ones in Y, Cb and Cr. */
const flat = (means: readonly number[]): WrittenBlocks => ({
  width: 8,
  height: 8,
  subsampling: [1, 1],
  table: Array<number>(64).fill(8),
  components: means.map((mean) => [[mean, ...Array<number>(63).fill(0)]]),
})

describe('a transcoded JPEG', () => {
  test('has the coefficients and the table that were written', () => {
    fc.assert(
      fc.property(images, (image) => {
        const { coefficients, width, height } = decodeJxl(writeTranscode(image), { coefficients: true })
        if (!coefficients) throw new Error('there are no coefficients')
        expect([width, height]).toEqual([image.width, image.height])
        for (const [at, component] of jpegComponents(coefficients).entries()) {
          expect([...component.coefficients]).toEqual(image.components[at]?.flat())
          expect(component.table).toEqual(TABLE)
        }
      }),
      { numRuns: runs(200) },
    )
  })

  test.each([
    ['gray', [0, 0, 0], [128, 128, 128]],
    ['white', [127, 0, 0], [255, 255, 255]],
    ['red', [-52, -43, 128], [255, 0, 0]],
    ['blue', [-99, 128, -21], [0, 0, 255]],
  ])('of one color is %s', (_, means, expected) => {
    const samples = [...interleave(decodeJxl(writeTranscode(flat(means))), 8)]
    expect(samples).toHaveLength(192)
    for (const [at, sample] of samples.entries()) {
      expect(Math.abs(sample - (expected[at % 3] ?? 0))).toBeLessThanOrEqual(1)
    }
  })

  test('has a cosine for each coefficient', () => {
    // One column of the lowest horizontal frequency: bright at the left, dark at the right.
    const image = flat([0, 0, 0])
    const [, ...chroma] = image.components
    const wave = Array<number>(64).fill(0)
    wave[1] = 40
    const [plane] = decodeJxl(writeTranscode({ ...image, components: [[wave], ...chroma] })).planes
    const row = [...(plane?.data.subarray(0, 8) ?? [])].map((sample) => sample * 255 - 128)
    // The decoder moves coefficients of more than 1 towards 0.
    const size = 40 - 0.145 / 40
    for (const [x, sample] of row.entries()) {
      expect(sample).toBeCloseTo(size * Math.SQRT2 * Math.cos(((2 * x + 1) * Math.PI) / 16), 2)
    }
    expect([...(plane?.data.subarray(56) ?? [])]).toEqual([...(plane?.data.subarray(0, 8) ?? [])])
  })

  test('is refused if it is cut anywhere', () => {
    const file = writeTranscode(flat([10, 20, 30]))
    for (let length = 0; length < file.length; length++) {
      expect(() => decodeJxl(file.subarray(0, length)), `${length} bytes`).toThrow(/^[\w ]+: /)
    }
  })

  test('is decoded or refused if a byte changes', () => {
    const file = writeTranscode(flat([10, 20, 30]))
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = Uint8Array.from(file, (byte, place) => (place === at ? byte ^ change : byte))
        try {
          decodeJxl(damaged)
        } catch (error) {
          expect(error).toMatchObject({ name: 'JxlError' })
        }
      }),
      { numRuns: runs(1000) },
    )
  })
})
