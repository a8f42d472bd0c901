import { expect } from 'vitest'
import { type Fault, formatFault } from './block.ts'
import { KNOWN_FAULTS } from './known-faults.ts'

/** Fails with a line for each fault: page, line, and what to do. */
export function expectSound(faults: readonly Fault[]): void {
  const lines = faults.filter(({ page }) => !KNOWN_FAULTS.includes(page)).map(formatFault)
  expect(lines, lines.join('\n')).toEqual([])
}
