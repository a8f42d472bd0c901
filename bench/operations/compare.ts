import type { OperationResult } from '../results.ts'
import { pairedRatio, spread } from '../statistics.ts'
import type { OperationId } from './operations.ts'

/** Minimum cost in sharp, in milliseconds per megapixel, for a ratio. Smaller costs are noise. */
const NOISE = 0.5

/**
 * Compares an operation's cost with sharp's. All costs are in milliseconds per megapixel and from
 * the same rounds.
 * @param theirs sharp's cost from raw pixels to raw pixels. It is empty if sharp has no such
 *   operation.
 * @param bare sharp's cost for raw pixels without an operation
 */
export function compare(
  id: OperationId,
  ours: readonly number[],
  theirs: readonly number[],
  bare: readonly number[],
): OperationResult {
  const signet = spread(ours)
  if (theirs.length === 0) return { id, signet }
  const net = theirs.map((cost, round) => cost - (bare[round] ?? 0))
  const sharp = { ...spread(net), bare: spread(bare).median }
  return { id, signet, sharp, ...(sharp.low >= NOISE && { ratio: pairedRatio(ours, net) }) }
}
