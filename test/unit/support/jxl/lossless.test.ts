import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeJxl, interleave } from '../../../support/jxl/decoder/decode.ts'
import type { WrittenImage } from '../../../support/jxl/writer/codestream.ts'
import { writeLossless } from '../../../support/jxl/writer/lossless.ts'
import { runs } from '../../../support/properties/runs.ts'

/** Makes an image of noise and gradients. */
function makeImage(shape: Omit<WrittenImage, 'channels'>): WrittenImage {
  const { width, height, bits, isGray, hasAlpha } = shape
  // The writer encodes differences of up to 15 bits and a sign.
  const max = bits === 8 ? 255 : 32_767
  const channels = Array.from({ length: (isGray ? 1 : 3) + Number(hasAlpha) }, (_, channel) =>
    Array.from({ length: width * height }, (_, at) => {
      const [x, y] = [at % width, Math.floor(at / width)]
      const noise = Math.imul(at + 1, 2_654_435_761 * (channel + 1)) >>> 27
      return Math.min(max, noise + Math.floor(((x + 2 * y + channel) * max) / (width + 2 * height + 3)))
    }),
  )
  return { ...shape, channels }
}

const shapes = fc.record({
  width: fc.integer({ min: 1, max: 40 }),
  height: fc.integer({ min: 1, max: 40 }),
  bits: fc.constantFrom<8 | 16>(8, 16),
  isGray: fc.boolean(),
  hasAlpha: fc.boolean(),
  orientation: fc.constant(1),
})

const interleaved = ({ channels }: WrittenImage) =>
  Array.from({ length: channels[0]?.length ?? 0 }, (_, at) =>
    channels.map((samples) => samples[at] ?? 0),
  ).flat()

const IMAGE = makeImage({ width: 5, height: 4, bits: 8, isGray: false, hasAlpha: true, orientation: 1 })

describe('a lossless image', () => {
  test('has the samples that were written', () => {
    fc.assert(
      fc.property(shapes, fc.constantFrom(0, 1, 5), (shape, predictor) => {
        const image = makeImage(shape)
        const decoded = decodeJxl(writeLossless(image, predictor))
        expect(decoded.header).toMatchObject({ width: shape.width, height: shape.height, xyb: false })
        expect(decoded.planes).toHaveLength(image.channels.length)
        expect([...interleave(decoded, shape.bits)]).toEqual(interleaved(image))
      }),
      { numRuns: runs(300) },
    )
  })

  test('has groups', () => {
    const image = makeImage({
      width: 140,
      height: 130,
      bits: 8,
      isGray: true,
      hasAlpha: false,
      orientation: 1,
    })
    const decoded = decodeJxl(writeLossless(image, 5))
    expect([...interleave(decoded, 8)]).toEqual(interleaved(image))
    const names = decoded.sections.map(({ name }) => name)
    expect(names).toEqual(['LF global', 'LF group 0', ...Array.from({ length: 4 }, (_, at) => `group ${at}`)])
    expect(decoded.sections.every(({ bits, size }) => size - bits >= 0 && size - bits < 8)).toBe(true)
  })

  test.each([
    [1, [1, 2, 3, 4, 5, 6]],
    [2, [3, 2, 1, 6, 5, 4]],
    [3, [6, 5, 4, 3, 2, 1]],
    [4, [4, 5, 6, 1, 2, 3]],
    [5, [1, 4, 2, 5, 3, 6]],
    [6, [4, 1, 5, 2, 6, 3]],
    [7, [6, 3, 5, 2, 4, 1]],
    [8, [3, 6, 2, 5, 1, 4]],
  ])('is turned by the orientation %i', (orientation, expected) => {
    const channels = [[1, 2, 3, 4, 5, 6]]
    const image = {
      width: 3,
      height: 2,
      bits: 8,
      isGray: true,
      hasAlpha: false,
      orientation,
      channels,
    } as const
    const decoded = decodeJxl(writeLossless(image, 0))
    expect([decoded.width, decoded.height]).toEqual(orientation > 4 ? [2, 3] : [3, 2])
    expect([...interleave(decoded, 8)]).toEqual(expected)
  })

  test('is refused if it is cut anywhere', () => {
    const file = writeLossless(IMAGE, 5)
    expect(() => decodeJxl(file)).not.toThrow()
    for (let length = 0; length < file.length; length++) {
      expect(() => decodeJxl(file.subarray(0, length)), `${length} bytes`).toThrow(/^[\w ]+: /)
    }
  })

  test('is decoded or refused if a byte changes', () => {
    const file = writeLossless(IMAGE, 5)
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
