import type { Cells } from '../../tools/table.ts'
import { fine } from '../markdown.ts'
import type { ScoreRatio, ScoreResult } from './results.ts'

const NONE = '–'

/** Titles for the cells that `scoreCells` returns. */
export const SCORE_HEAD = [
  'SSIMULACRA2',
  'quality',
  'beside',
  'pictures',
  'bytes',
  'largest picture',
  'butteraugli of both',
]

/**
 * Returns the cells about one ratio in a result.
 * @param names the other encoders' names in the table
 */
export const scoreCells = <Peer extends string>(
  { score, quality }: ScoreResult<Peer>,
  { peer, pictures, bytes, butteraugli }: ScoreRatio<Peer>,
  names: Readonly<Record<Peer, string>>,
): Cells => [
  String(score),
  quality.toFixed(1),
  names[peer],
  String(pictures),
  `**${fine(bytes.mean)}**`,
  `${fine(bytes.largest.value)} (${bytes.largest.name})`,
  butteraugli ? `${fine(butteraugli.ours)}, ${fine(butteraugli.theirs)}` : NONE,
]
