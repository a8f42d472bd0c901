import { expect } from 'vitest'

/** Returns the CPU time of this process in milliseconds. Other processes do not add to it. */
function processorTime(run: () => void): number {
  const start = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

const FACTOR = 8

/**
 * Maximum ratio of the times for the longer and the shorter input. It is twice the ratio of linear
 * work. Quadratic work has a ratio of 64.
 */
const MAX_GROWTH = 2 * FACTOR

/**
 * Allowance in milliseconds for other CPU time of this process, such as garbage collection and
 * compilation.
 */
const NOISE = 150

/**
 * Expects that the CPU time of some work grows linearly with the length of its input, not
 * quadratically.
 * @param prepare prepares the work for an input of a given length; preparing is not measured
 * @param length length of the longer input; the shorter one has an eighth of it
 * @example expectLinear((length) => { const text = ' '.repeat(length); return () => parse(text) },
 * 200_000)
 */
export function expectLinear(prepare: (length: number) => () => void, length: number): void {
  const [short, long] = [prepare(length / FACTOR), prepare(length)]
  processorTime(short)
  const each = [1, 2, 3].map(() => processorTime(short))
  expect(processorTime(long)).toBeLessThan(MAX_GROWTH * Math.min(...each) + NOISE)
}
