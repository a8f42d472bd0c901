import { describe, expect, it } from 'vitest'
import { scalesFor } from '../../../../src/engine/formats/decode-scales.ts'
import type { Header } from '../../../../src/engine/formats/header.ts'
import { storedPlanes } from '../../../../src/engine/picture/planes.ts'

type Factors = NonNullable<Header['sampling']>

const header = (...sampling: Factors): Header => ({
  format: 'jpeg',
  width: 1200,
  height: 900,
  orientation: 1,
  alpha: false,
  depth: 8,
  components: 3,
  icc: false,
  frames: 1,
  progressive: false,
  sampling,
})

const HALVED = header([2, 2], [1, 1], [1, 1])
const ACROSS = header([2, 1], [1, 1], [1, 1])
const QUARTERED = header([4, 1], [1, 1], [1, 1])
const FULL = header([1, 1], [1, 1], [1, 1])

describe('scalesFor', () => {
  it.each([
    [HALVED, 1 / 0.24, { dense: 4, subsampled: 8 }],
    [HALVED, 10, { dense: 2, subsampled: 4 }],
    [HALVED, 7, { dense: 3, subsampled: 5 }],
    [HALVED, 2.5, { dense: 7, subsampled: 8 }],
    [ACROSS, 10, { dense: 2, subsampled: 4 }],
    [QUARTERED, 10, { dense: 2, subsampled: 7 }],
    [FULL, 10, { dense: 2, subsampled: 2 }],
    [header([1, 1]), 10, { dense: 2, subsampled: 2 }],
  ] as const)('decodes subsampled components at a finer scale: case %#', (picture, shrink, scales) => {
    expect(scalesFor(picture, shrink, true)).toEqual(scales)
    expect(scalesFor(picture, shrink, false)).toEqual({ dense: scales.dense, subsampled: scales.dense })
  })

  it('leaves the resampler at least twice the output size, and chroma not denser than luma', () => {
    for (const picture of [HALVED, ACROSS, QUARTERED]) {
      for (let shrink = 1; shrink < 40; shrink += 0.3) {
        const [luma, ...chroma] = storedPlanes(picture, scalesFor(picture, shrink, true))
        for (const plane of chroma) {
          for (const axis of [0, 1] as const) {
            const [whole, part] = [luma?.density[axis] ?? 0, plane.density[axis]]
            expect(part).toBeLessThanOrEqual(picture === HALVED || axis === 0 ? whole : 4 * whole)
            const atFullScale = part === storedPlanes(picture, 8)[1]?.density[axis]
            expect(part * shrink >= 2 || atFullScale).toBe(true)
          }
        }
      }
    }
  })
})
