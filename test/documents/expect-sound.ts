import { expect } from 'vitest'
import { type Fault, formatFault } from './block.ts'

/** Fails with a line for each fault: page, line, and what to do. */
export function expectSound(faults: readonly Fault[]): void {
  const lines = faults.map(formatFault)
  expect(lines, lines.join('\n')).toEqual([])
}
