import { expect } from 'vitest'
import { type Fault, formatFault } from './block.ts'

/** Fails with one line for each fault: page, line number, and how to fix it. */
export function expectSound(faults: readonly Fault[]): void {
  const lines = faults.map(formatFault)
  expect(lines, lines.join('\n')).toEqual([])
}
