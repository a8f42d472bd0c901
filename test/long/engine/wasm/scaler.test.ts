import { expect, test } from 'vitest'
import { openKernel } from '../../../../src/engine/wasm/kernel.ts'
import { scale } from '../../../../src/engine/wasm/scaler.ts'
import { type Scaling, scaleMemory } from '../../../../src/engine/wasm/scaler-memory.ts'
import { inKernel } from '../../../support/engine/operate.ts'
import { memoriesOf } from '../../../support/isolate/memories.ts'
import { hqx, magic } from '../../../support/picture/jsquash-resize.ts'
import { makePicture } from '../../../support/picture/pictures.ts'

type Picture = ReturnType<typeof makePicture>

const HALVING: Scaling = { by: 'magic', up: 1, down: 2 }

const bands = (frame: Picture, scaling: Scaling) => {
  const { kernel, picture } = inKernel(frame)
  const [plane] = picture.planes
  return Array.from(scale(kernel, plane.address, plane, scaling), (part) => ({
    ...part,
    rows: part.rows.slice(),
  }))
}

function furthest(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY
  let most = 0
  for (let at = 0; at < a.length; at++) most = Math.max(most, Math.abs((a[at] ?? 0) - (b[at] ?? 0)))
  return most
}

const sized = ({ width, height }: Picture, { up, down }: Scaling) => ({
  width: (width / down) * up,
  height: (height / down) * up,
})

test.each<[string, Scaling, number, number]>([
  ['halved by the Magic Kernel', HALVING, 4000, 80],
  ['doubled by the Magic Kernel', { by: 'magic', up: 2, down: 1 }, 900, 90],
  ['three times as large by the Magic Kernel', { by: 'magic', up: 3, down: 1 }, 901, 45],
  ['four times as large by hqx', { by: 'hqx', up: 4, down: 1 }, 300, 70],
])('gives the same picture in bands as the package: %s', async (_, scaling, width, height) => {
  const picture = makePicture(width, height, { alpha: 'soft', noise: 40 })
  const made = bands(picture, scaling)
  const size = sized(picture, scaling)
  expect(made.length).toBeGreaterThan(1)
  expect(made.map(({ first, count }) => first + count)).toEqual([
    ...made.slice(1).map(({ first }) => first),
    size.height,
  ])
  const wanted = scaling.by === 'hqx' ? await hqx(picture, scaling.up) : await magic(picture, size)
  // Fractions of a pixel may be rounded differently.
  expect(furthest(Buffer.concat(made.map(({ rows }) => rows)), wanted)).toBeLessThanOrEqual(scaling.up % 2)
})

test.each<[string, Scaling, number, number]>([
  ['the Magic Kernel, halving two pixels', HALVING, 2, 2],
  ['the Magic Kernel, halving', HALVING, 1500, 300],
  ['the Magic Kernel, halving long rows', HALVING, 40_000, 4],
  ['the Magic Kernel, doubling', { by: 'magic', up: 2, down: 1 }, 500, 300],
  ['the Magic Kernel, enlarging by 7', { by: 'magic', up: 7, down: 1 }, 100, 90],
  ['hqx', { by: 'hqx', up: 3, down: 1 }, 400, 200],
  ['hqx, enlarging short rows by 4', { by: 'hqx', up: 4, down: 1 }, 200, 200],
])('takes at most the planned memory: %s', async (_, scaling, width, height) => {
  const picture = makePicture(width, height)
  const kernel = await memoriesOf(async () => openKernel().alloc(picture.data.length))
  const all = await memoriesOf(async () => bands(picture, scaling).length)
  const used = all.bytes - kernel.bytes
  const planned = scaleMemory({ width, height }, scaling)
  expect(planned.bytes).toBeGreaterThanOrEqual(used)
  expect(planned.bytes).toBeLessThan(2 * used + 1e6)
})

test('plans memory that does not grow with the height', () => {
  const memory = (height: number) => scaleMemory({ width: 2000, height }, HALVING).bytes
  expect(memory(60_000)).toBe(memory(6000))
  expect(memory(6000)).toBeLessThan(32e6)
})
