import { describe, expect, test } from 'vitest'
import { probe } from '../../../../../src/engine/formats/probe.ts'
import { avif, picture, property } from '../../../../support/avif.ts'
import { failure } from '../../../../support/failure.ts'

// An image of 40 × 30; numbers of `clap`: width, height, offsets across and down, each a fraction (12.1.4).
const header = (...numbers: readonly number[]) =>
  probe(avif({ items: [{ ...picture(property.clap(numbers)), essential: true }] }), true)

describe('a clean aperture', () => {
  test.each<[string, number[], Record<'width' | 'height' | 'x' | 'y', number>]>([
    ['amid the image', [20, 1, 10, 1, 0, 1, 0, 1], { width: 20, height: 10, x: 10, y: 10 }],
    ['right and above', [20, 1, 10, 1, 10, 1, -10, 1], { width: 20, height: 10, x: 20, y: 0 }],
    ['left and below', [20, 1, 10, 1, -10, 1, 10, 1], { width: 20, height: 10, x: 0, y: 20 }],
    ['of odd sides by halves', [21, 1, 11, 1, 1, 2, -3, 2], { width: 21, height: 11, x: 10, y: 8 }],
    ['of other fractions', [60, 3, 50, 5, 14, 7, -9, 9], { width: 20, height: 10, x: 12, y: 9 }],
    ['of one pixel', [1, 1, 1, 1, 39, 2, 29, 2], { width: 1, height: 1, x: 39, y: 29 }],
    ['of all', [40, 1, 30, 1, 0, 1, 0, 1], { width: 40, height: 30, x: 0, y: 0 }],
  ])('%s', (_, numbers, { width, height, x, y }) => {
    expect(header(...numbers)).toMatchObject({ width, height, coded: { width: 40, height: 30, x, y } })
  })

  // libheif 1.23, with which sharp crops, does the same; test/unit/engine/formats/avif/codec.aperture.test.ts compares their pixels.
  test.each<[string, number[], Record<'width' | 'height' | 'x' | 'y', number>]>([
    ['between pixels', [21, 1, 11, 1, 0, 1, 0, 1], { width: 21, height: 11, x: 9, y: 10 }],
    ['of a length just below a half', [82, 4, 41, 4, 1, 4, 1, 8], { width: 21, height: 10, x: 10, y: 10 }],
    ['of thirds', [61, 3, 29, 3, 1, 3, -1, 3], { width: 20, height: 10, x: 10, y: 10 }],
    ['of thirds that add up', [62, 3, 28, 3, 5, 3, 2, 3], { width: 21, height: 9, x: 11, y: 11 }],
  ])('%s is rounded', (_, numbers, { width, height, x, y }) => {
    expect(header(...numbers)).toMatchObject({ width, height, coded: { width: 40, height: 30, x, y } })
  })

  test.each<[string, number[], Record<'width' | 'height' | 'x' | 'y', number>]>([
    ['beyond the right', [20, 1, 10, 1, 11, 1, 0, 1], { width: 19, height: 10, x: 21, y: 10 }],
    ['beyond the left', [20, 1, 10, 1, -11, 1, 0, 1], { width: 19, height: 10, x: 0, y: 10 }],
    ['beyond the top', [20, 1, 10, 1, 0, 1, -11, 1], { width: 20, height: 9, x: 10, y: 0 }],
    ['beyond the bottom', [20, 1, 10, 1, 0, 1, 11, 1], { width: 20, height: 9, x: 10, y: 21 }],
    ['larger than the image', [42, 1, 31, 1, 0, 1, 0, 1], { width: 40, height: 30, x: 0, y: 0 }],
  ])('%s is cut off there', (_, numbers, { width, height, x, y }) => {
    expect(header(...numbers)).toMatchObject({ width, height, coded: { width: 40, height: 30, x, y } })
  })

  test.each<[string, number[]]>([
    ['of no width', [0, 1, 10, 1, 0, 1, 0, 1]],
    ['of less than half a pixel', [20, 1, 49, 100, 0, 1, 0, 1]],
    ['divided by 0', [20, 0, 10, 1, 0, 1, 0, 1]],
    ['0 divided by 0', [20, 1, 10, 1, 0, 0, 0, 1]],
    ['outside of the image', [20, 1, 10, 1, 31, 1, 0, 1]],
    ['of negative numbers', [-20, 1, 10, 1, 0, 1, 0, 1]],
    ['of the largest numbers', [-1, 1, -1, 1, 0x7fffffff, 1, -0x80000000, 1]],
  ])('%s is refused, since what it hides is not known', (_, numbers) => {
    expect(() => header(...numbers)).toThrow(
      failure('corrupt', 'AVIF: the clean aperture (clap) is not valid; save the image again'),
    )
  })

  test('that is cut is corrupt', () => {
    expect(() => header(20, 1, 10, 1, 0, 1, 0)).toThrow(
      failure('corrupt', 'the header of the image is cut short; upload the file again'),
    )
  })
})
