import { describe, expect, test } from 'vitest'
import { probe } from '../../../../../src/engine/formats/probe.ts'
import { avif, picture, property } from '../../../../support/avif/writer.ts'
import { failure } from '../../../../support/process/failure.ts'

// Reads the header of a 40 × 30 AVIF with a clean aperture. The numbers in `clap` are the fractions
// for width, height, horizontal and vertical offset (ISO/IEC 14496-12, 12.1.4).
const header = (...numbers: readonly number[]) =>
  probe(avif({ items: [{ ...picture(property.clap(numbers)), essential: true }] }), true)

describe('a clean aperture', () => {
  test.each<[string, number[], Record<'width' | 'height' | 'x' | 'y', number>]>([
    ['in the middle of the image', [20, 1, 10, 1, 0, 1, 0, 1], { width: 20, height: 10, x: 10, y: 10 }],
    ['to the right and above', [20, 1, 10, 1, 10, 1, -10, 1], { width: 20, height: 10, x: 20, y: 0 }],
    ['to the left and below', [20, 1, 10, 1, -10, 1, 10, 1], { width: 20, height: 10, x: 0, y: 20 }],
    ['of odd sides, offset by halves', [21, 1, 11, 1, 1, 2, -3, 2], { width: 21, height: 11, x: 10, y: 8 }],
    ['of other fractions', [60, 3, 50, 5, 14, 7, -9, 9], { width: 20, height: 10, x: 12, y: 9 }],
    ['of one pixel', [1, 1, 1, 1, 39, 2, 29, 2], { width: 1, height: 1, x: 39, y: 29 }],
    ['of the whole image', [40, 1, 30, 1, 0, 1, 0, 1], { width: 40, height: 30, x: 0, y: 0 }],
  ])('is read: %s', (_, numbers, { width, height, x, y }) => {
    expect(header(...numbers)).toMatchObject({ width, height, coded: { width: 40, height: 30, x, y } })
  })

  // libheif 1.23, which sharp crops with, rounds alike. codec.aperture.test.ts compares the pixels.
  test.each<[string, number[], Record<'width' | 'height' | 'x' | 'y', number>]>([
    ['with edges between pixels', [21, 1, 11, 1, 0, 1, 0, 1], { width: 21, height: 11, x: 9, y: 10 }],
    ['of a width just below a half', [82, 4, 41, 4, 1, 4, 1, 8], { width: 21, height: 10, x: 10, y: 10 }],
    ['of thirds', [61, 3, 29, 3, 1, 3, -1, 3], { width: 20, height: 10, x: 10, y: 10 }],
    ['of thirds that add up', [62, 3, 28, 3, 5, 3, 2, 3], { width: 21, height: 9, x: 11, y: 11 }],
  ])('is rounded to pixels: %s', (_, numbers, { width, height, x, y }) => {
    expect(header(...numbers)).toMatchObject({ width, height, coded: { width: 40, height: 30, x, y } })
  })

  test.each<[string, number[], Record<'width' | 'height' | 'x' | 'y', number>]>([
    ['beyond the right edge', [20, 1, 10, 1, 11, 1, 0, 1], { width: 19, height: 10, x: 21, y: 10 }],
    ['beyond the left edge', [20, 1, 10, 1, -11, 1, 0, 1], { width: 19, height: 10, x: 0, y: 10 }],
    ['beyond the top edge', [20, 1, 10, 1, 0, 1, -11, 1], { width: 20, height: 9, x: 10, y: 0 }],
    ['beyond the bottom edge', [20, 1, 10, 1, 0, 1, 11, 1], { width: 20, height: 9, x: 10, y: 21 }],
    ['larger than the image', [42, 1, 31, 1, 0, 1, 0, 1], { width: 40, height: 30, x: 0, y: 0 }],
  ])('is limited to the image: %s', (_, numbers, { width, height, x, y }) => {
    expect(header(...numbers)).toMatchObject({ width, height, coded: { width: 40, height: 30, x, y } })
  })

  test.each<[string, number[]]>([
    ['of width 0', [0, 1, 10, 1, 0, 1, 0, 1]],
    ['of less than half a pixel', [20, 1, 49, 100, 0, 1, 0, 1]],
    ['with a denominator of 0', [20, 0, 10, 1, 0, 1, 0, 1]],
    ['with an offset of 0/0', [20, 1, 10, 1, 0, 0, 0, 1]],
    ['outside the image', [20, 1, 10, 1, 31, 1, 0, 1]],
    ['with negative numbers', [-20, 1, 10, 1, 0, 1, 0, 1]],
    ['with the largest numbers', [-1, 1, -1, 1, 0x7fffffff, 1, -0x80000000, 1]],
  ])('is refused: %s', (_, numbers) => {
    expect(() => header(...numbers)).toThrow(
      failure('corrupt', 'AVIF: the clean aperture (clap) is not valid; save the image again'),
    )
  })

  test('is refused if the box is truncated', () => {
    expect(() => header(20, 1, 10, 1, 0, 1, 0)).toThrow(
      failure('corrupt', 'the header of the image is cut short; upload the file again'),
    )
  })
})
