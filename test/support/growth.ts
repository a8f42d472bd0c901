import { expect } from 'vitest'

/** Milliseconds of processor time of this process: other processes do not add to it. */
function processorTime(run: () => void): number {
  const start = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

const FACTOR = 8

/** Twice what is linear. Quadratic work takes 64 times as long. */
const MAX_GROWTH = 2 * FACTOR

/** Milliseconds for what else the process does: garbage collection, compilation. */
const NOISE = 150

/**
 * Expects that work grows with its input, not with the square of it.
 * @param prepare makes the work for an input of a length, which is not measured itself
 * @param length of the longer input; the shorter has an eighth
 * @example expectLinear((length) => { const text = ' '.repeat(length); return () => parse(text) }, 200_000)
 */
export function expectLinear(prepare: (length: number) => () => void, length: number): void {
  const [short, long] = [prepare(length / FACTOR), prepare(length)]
  processorTime(short)
  const each = [1, 2, 3].map(() => processorTime(short))
  expect(processorTime(long)).toBeLessThan(MAX_GROWTH * Math.min(...each) + NOISE)
}
