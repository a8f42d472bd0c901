import { expect, it } from 'vitest'
import { eachAtOnce } from '../../../cli/at-once.ts'

const tick = () => new Promise((resolve) => setTimeout(resolve, 1))

it.each([
  [0, 4],
  [3, 4],
  [20, 4],
])('runs a task for each of %i items, at most %i concurrently', async (items, most) => {
  let running = 0
  let peak = 0
  const seen: number[] = []
  await eachAtOnce(Array.from({ length: items }).keys(), most, async (item) => {
    peak = Math.max(peak, ++running)
    await tick()
    seen.push(item)
    running--
  })
  expect(seen.sort((a, b) => a - b)).toEqual([...Array.from({ length: items }).keys()])
  expect(peak).toBe(Math.min(items, most))
})

it('starts no further task after one has failed', async () => {
  const begun: number[] = []
  const run = async (item: number) => {
    begun.push(item)
    await tick()
    if (item === 1) throw new Error('one')
  }
  await expect(eachAtOnce([0, 1, 2, 3, 4, 5], 2, run)).rejects.toThrow('one')
  await tick()
  await tick()
  expect(begun).toEqual([0, 1, 2])
})
