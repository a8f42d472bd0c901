import { expect } from 'vitest'

/** Returns this process's CPU time in milliseconds. Other processes do not add to it. */
function processorTime(run: () => void): number {
  const start = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

const FACTOR = 8

/**
 * Maximum ratio between the times for the longer and the shorter input. It is twice the ratio for
 * linear work. Quadratic work has ratio 64.
 */
const MAX_GROWTH = 2 * FACTOR

/**
 * Allowance in milliseconds for other CPU time in this process, such as garbage collection and
 * compilation.
 */
const NOISE = 150

/**
 * Expects that the CPU time for some work grows linearly with its input length, not quadratically.
 * @param prepare prepares the work for an input of a given length; preparing is not measured
 * @param length longer input's length; the shorter one has an eighth of it
 * @example expectLinear((length) => { const text = ' '.repeat(length); return () => parse(text) },
 * 200_000)
 */
export function expectLinear(prepare: (length: number) => () => void, length: number): void {
  const [short, long] = [prepare(length / FACTOR), prepare(length)]
  processorTime(short)
  const each = [1, 2, 3].map(() => processorTime(short))
  expect(processorTime(long)).toBeLessThan(MAX_GROWTH * Math.min(...each) + NOISE)
}
