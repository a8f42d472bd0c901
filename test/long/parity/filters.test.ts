import { describe, expect, test } from 'vitest'
import { rotatedSize } from '../../../src/engine/ops/rotate.ts'
import { operate } from '../../support/engine/operate.ts'
import { meanDifference } from '../../support/picture/differences.ts'
import { bySharp, PICTURES } from './support.ts'

describe.each(Object.entries(PICTURES))('filters on %s', (_, frame) => {
  test.each([0.3, 0.8, 2.5, 5.9, 6, 12, 100])('match sharp: blur %d', async (sigma) => {
    const made = operate(frame, { op: 'blur', args: { sigma } }).frame
    expect(meanDifference(made, await bySharp(frame, (image) => image.blur(sigma)))).toBeLessThanOrEqual(4)
  })

  test.each([0.3, 0.5, 1, 3, 10])('match sharp: sharpen %d', async (sigma) => {
    const made = operate(frame, { op: 'sharpen', args: { sigma } }).frame
    expect(
      meanDifference(made, await bySharp(frame, (image) => image.sharpen({ sigma }))),
    ).toBeLessThanOrEqual(4)
  })

  // sharp divides a background color by its alpha once too often. Opaque and fully transparent
  // backgrounds are not affected.
  describe.each([0, 1])('match sharp: rotate with corners of opacity %d', (alpha) => {
    test.each([1, 45, -17.5, 100, 200.25])('by %d°', async (angle) => {
      const color = { r: alpha * 250, g: 0, b: alpha * 60, alpha }
      const made = operate(frame, {
        op: 'rotate',
        args: { angle, color, size: rotatedSize(frame, angle) },
      }).frame
      const theirs = await bySharp(frame, (image) => image.rotate(angle, { background: color }))
      expect(meanDifference(made, theirs)).toBeLessThanOrEqual(4)
    })
  })
})
