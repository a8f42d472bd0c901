import { encoders } from '../formats/codecs.ts'
import { fileLimit } from '../formats/file-limit.ts'
import { shorterFile } from '../formats/shorter-file.ts'
import type { Picture } from '../picture/picture.ts'
import type { Kernel } from '../wasm/kernel.ts'
import { type Encoded, encodeSearched } from './encode-file.ts'
import type { NothingFits } from './encode-within.ts'
import type { Goal } from './goal.ts'
import type { SearchRun } from './kept-file.ts'
import { isLossy } from './size-curve.ts'
import type { GoalFile, GoalLimits } from './within-goal.ts'

/** Encoded file, or the shortest file's length if none is within the goal. */
export type EncodeResult = Encoded | NothingFits

/** File that is encoded, and its maximum length in bytes for which memory is planned. */
interface LimitedFile extends GoalFile {
  readonly maxFile: number
}

/** Run that encodes a picture. */
interface GoalRun extends SearchRun {
  /** File limits within the goal. */
  readonly within?: GoalLimits | undefined
}

/**
 * Encodes a picture once, or at the quality that its goal demands.
 * @throws Failure over-budget: no file is within the memory that is planned
 */
export async function encodeWithinGoal(
  { format, settings, maxFile, goal }: LimitedFile,
  picture: Picture,
  kernel: Kernel,
  { signal, own, within }: GoalRun,
): Promise<EncodeResult> {
  const planned = fileLimit(maxFile, 'image', shorterFile(format, settings))
  const encoder = encoders[format]
  if (!goal?.isSearched || !isLossy(format))
    return { file: await encoder.encode(picture, settings, kernel, planned) }
  const goals = { ...searchLimits(goal, within), planned }
  return encodeSearched({ format, encoder, settings }, picture, kernel, goals, { signal, own })
}

const searchLimits = ({ maxBytes = Number.POSITIVE_INFINITY, similarity }: Goal, within?: GoalLimits) => ({
  similarity,
  maxBytes: maxBytes - (within?.others ?? 0),
  once: within?.isOptional === true,
})
