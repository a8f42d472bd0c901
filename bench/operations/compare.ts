import type { OperationResult } from '../results.ts'
import { pairedRatio, spread } from '../statistics.ts'
import type { OperationId } from './operations.ts'

/** Milliseconds a megapixel from which a difference of two measurements is taken for something. */
const LEAST = 0.5

/**
 * What an operation costs beside sharp's, from milliseconds a megapixel of the same rounds.
 * @param theirs sharp's, from raw pixels to raw pixels; empty where it has no such operation
 * @param bare what sharp spends on raw pixels alone
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
  return { id, signet, sharp, ...(sharp.low >= LEAST && { ratio: pairedRatio(ours, net) }) }
}
