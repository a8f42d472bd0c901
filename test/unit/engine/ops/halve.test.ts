import { expect, it } from 'vitest'
import { halve } from '../../../../src/engine/ops/halve.ts'
import { stepMemory } from '../../../../src/engine/ops/operations.ts'
import { operate } from '../../../support/engine/operate.ts'
import { magic } from '../../../support/picture/jsquash-resize.ts'
import { makePicture } from '../../../support/picture/pictures.ts'
import { cut } from '../../../support/picture/raster.ts'

const picture = makePicture(90, 70, { noise: 50 })
const size = { width: 45, height: 35 }

it('equals @jsquash/resize, and keeps only the given part', async () => {
  const whole = { ...size, data: await magic(picture, size) }
  for (const keep of [
    { x: 0, y: 0, ...size },
    { x: 7, y: 5, width: 30, height: 28 },
  ]) {
    const made = operate(picture, { op: 'halve', args: { size, part: keep, weighted: false } }).frame
    expect(made).toEqual(cut(whole, keep))
  }
})

it('is not changed by weighting if the picture is opaque', () => {
  const keep = { x: 0, y: 0, ...size }
  const [plain, weighted] = [false, true].map(
    (weighted) => operate(picture, { op: 'halve', args: { size, part: keep, weighted } }).frame,
  )
  expect(weighted).toEqual(plain)
})

it('takes more memory for a larger part', () => {
  const args = { size, part: { x: 0, y: 0, width: 10, height: 10 }, weighted: false }
  const more = { ...args, part: { x: 0, y: 0, width: 20, height: 10 } }
  expect(stepMemory(size, { op: 'halve', args: more }) - halve.memory(size, args)).toBe(400)
})
