import { describe, expect, test } from 'vitest'
import { probe } from '../../../../src/formats/probe.ts'
import { avif, picture, property } from '../../../support/avif.ts'
import { failure } from '../../../support/failure.ts'

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

  test.each<[string, number[]]>([
    ['between pixels', [21, 1, 10, 1, 0, 1, 0, 1]],
    ['of a length between pixels', [41, 2, 10, 1, 1, 4, 0, 1]],
    ['beyond the right', [20, 1, 10, 1, 11, 1, 0, 1]],
    ['beyond the left', [20, 1, 10, 1, -11, 1, 0, 1]],
    ['beyond the bottom', [20, 1, 10, 1, 0, 1, 11, 1]],
    ['larger than the image', [42, 1, 30, 1, 0, 1, 0, 1]],
    ['of no width', [0, 1, 10, 1, 0, 1, 0, 1]],
    ['of no height', [20, 1, 0, 1, 0, 1, 0, 1]],
    ['divided by 0', [20, 0, 10, 1, 0, 1, 0, 1]],
    ['0 divided by 0', [20, 1, 10, 1, 0, 0, 0, 1]],
    ['of the largest numbers', [-1, 1, -1, 1, 0x7fffffff, 1, -0x80000000, 1]],
  ])('%s is ignored', (_, numbers) => {
    expect(header(...numbers)).toMatchObject({ width: 40, height: 30 })
    expect(header(...numbers)).not.toHaveProperty('coded')
  })

  test('that is cut is corrupt', () => {
    expect(() => header(20, 1, 10, 1, 0, 1, 0)).toThrow(
      failure('corrupt', 'the header of the image is cut short; upload the file again'),
    )
  })
})
