import { expect, it } from 'vitest'
import { upload } from '../../src/engine/wasm/heap.ts'
import { openKernel } from '../../src/engine/wasm/kernel.ts'
import { sideKernel } from '../../src/engine/wasm/side-kernel.ts'

const [MIN_STRENGTH, COST] = [0.4, 0.02]

/** Returns the mark strengths for a picture whose cells have the given means and variances. */
function strengthsOf(across: number, down: number, means: readonly number[], variances: readonly number[]) {
  const kernel = openKernel()
  const grid = (values: readonly number[]) => {
    const floats = new Float32Array(across * down + 4)
    floats.set(values)
    return upload(kernel, floats)
  }
  const strengths = grid([])
  const side = sideKernel(kernel)
  side.markStrength({
    across,
    down,
    least: MIN_STRENGTH,
    cost: COST,
    means: grid(means),
    variances: grid(variances),
    strengths,
    weights: grid([]),
    limits: grid([]),
    work: kernel.alloc(side.markLines(across)),
  })
  const found = [...new Float32Array(kernel.memory.buffer, strengths, across * down)]
  return Array.from({ length: down }, (_, y) => found.slice(y * across, (y + 1) * across))
}

it.each([3, 5, 6, 8, 13])('gives mirrored strengths to a mirrored picture %d cells wide', (across) => {
  const down = 9
  const values = (by: number) =>
    Array.from({ length: across * down }, (_, at) => (Math.imul(at + 1, by) >>> 9) % 97)
  const mirrored = (grid: readonly number[]) =>
    Array.from({ length: down }, (_, y) => grid.slice(y * across, (y + 1) * across).reverse()).flat()
  const [means, variances] = [values(0x9e3779b1), values(0x85ebca6b)]
  const plain = strengthsOf(across, down, means, variances)
  const turned = strengthsOf(across, down, mirrored(means), mirrored(variances))
  for (const [y, row] of plain.entries())
    for (const [x, value] of row.entries()) expect(turned[y]?.at(-1 - x)).toBeCloseTo(value, 3)
})

it('gives fine grain the minimum strength, coarser texture more, and edges less', () => {
  const [across, down] = [24, 24]
  const cells = <T>(of: (x: number, y: number) => T) =>
    Array.from({ length: across * down }, (_, at) => of(at % across, Math.floor(at / across)))
  const middle = (means: readonly number[], variances: readonly number[]) =>
    strengthsOf(across, down, means, variances)[12]?.slice(8, 16) ?? []
  const even = cells(() => 128)
  const grained = cells(() => 4)
  const texture = cells((x, y) => 128 + ((Math.imul(y * across + x + 1, 0x9e3779b1) >>> 13) % 21))
  const edge = cells((x) => (x < 12 ? 60 : 196))
  const grain = Math.max(...middle(even, grained))
  expect(grain).toBeCloseTo(MIN_STRENGTH, 2)
  const strengths = middle(texture, grained)
  expect(strengths.reduce((sum, value) => sum + value, 0) / strengths.length).toBeGreaterThan(2 * grain)
  expect(
    Math.max(
      ...middle(
        edge,
        cells(() => 0),
      ),
    ),
  ).toBeLessThan(MIN_STRENGTH)
})
