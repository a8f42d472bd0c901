import type { OperationResult, SetResult } from '../results.ts'
import type { Say } from '../rounds.ts'
import { OPERATIONS } from './operations.ts'

/** Prints one line for an operation, in milliseconds per megapixel. */
export function printOperation({ id, signet, sharp, ratio }: OperationResult, say: Say): void {
  const cells = [
    `${signet.median.toFixed(2)} ms`,
    sharp && `sharp ${sharp.median.toFixed(2)}, raw pixels ${sharp.bare.toFixed(2)}`,
    ratio && `ratio ${ratio.median.toFixed(2)}`,
  ]
  say(
    `  ${`${OPERATIONS[id].title}, ${OPERATIONS[id].picture}`.padEnd(28)} ${cells.filter(Boolean).join('; ')}`,
  )
}

export function printSet({ id, signet, sharp, ratio, difference }: SetResult, say: Say): void {
  say(
    `  set ${id}: ${signet.median.toFixed(0)} ms; sharp ${sharp.median.toFixed(0)}; ratio ${ratio.median.toFixed(2)}; pictures differ by ${difference.toFixed(2)}`,
  )
}
