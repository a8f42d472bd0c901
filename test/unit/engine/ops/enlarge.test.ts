import { expect, it } from 'vitest'
import { operate } from '../../../support/engine/operate.ts'
import { hqx, magic } from '../../../support/picture/jsquash-resize.ts'
import { makePicture } from '../../../support/picture/pictures.ts'

const picture = makePicture(40, 30, { noise: 50 })
const from = { width: 40, height: 30 }

it.each(['hqx', 'magic'] as const)('equals @jsquash/resize for a whole factor: %s', async (by) => {
  const size = { width: 120, height: 90 }
  const box = { x: 0, y: 0, ...from }
  // Weighting by alpha does not change an opaque picture.
  const made = operate(picture, {
    op: 'enlarge',
    args: { by, factor: 3, from, box, size, weighted: true },
  }).frame
  const expected = by === 'hqx' ? await hqx(picture, 3) : await magic(picture, size)
  expect([made.width, made.height]).toEqual([120, 90])
  expect(Buffer.compare(made.data, expected)).toBe(0)
})

it('makes part of the enlarged picture', async () => {
  const args = { by: 'magic', factor: 2, from, size: { width: 22, height: 14 }, weighted: false } as const
  const whole = await magic(picture, { width: 80, height: 60 })
  const { data } = operate(picture, {
    op: 'enlarge',
    args: { ...args, box: { x: 3.5, y: 9, width: 11, height: 7 } },
  }).frame
  const at = (x: number, y: number) => [...whole.subarray((y * 80 + x) * 4, (y * 80 + x) * 4 + 4)]
  expect([...data.subarray(0, 4)]).toEqual(at(7, 18))
  expect([...data.subarray(-4)]).toEqual(at(28, 31))
})
