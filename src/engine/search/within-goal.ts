import type { DetailParts, Failure } from '../../errors.ts'
import type { EncodeSettings } from '../formats/codec.ts'
import type { OutputFormat } from '../formats/codecs.ts'
import { shorterFile } from '../formats/shorter-file.ts'
import { mention, mentioning, parts } from '../options/mention.ts'
import { type Goal, isWithinGoal } from './goal.ts'

/** Limits for a file that is joined with other bytes in the answer. */
export interface GoalLimits {
  /** Bytes in the answer that are not part of the file, such as metadata. */
  readonly others: number
  /** `true` if the original is served when the file with the highest quality does not fit. */
  readonly isOptional: boolean
}

/** The part of a plan that decides about its file. */
export interface GoalFile {
  readonly format: OutputFormat
  readonly settings: EncodeSettings
  /** Defined if the output is animated. */
  readonly animation?: object | undefined
  readonly goal?: Goal | undefined
}

/**
 * Returns the failure for an output if even the shortest file exceeds `max_bytes`.
 * @param least shortest file's length in bytes
 */
export const nothingFits = (file: GoalFile, least: number, limits: GoalLimits | undefined): Failure =>
  overMaxBytes(file, least + (limits?.others ?? 0))

/**
 * Checks an output's length.
 * @throws Failure over-max-bytes
 */
export function assertGoal(file: GoalFile, { length }: Uint8Array): void {
  if (!isWithinGoal(file.goal, length)) throw overMaxBytes(file, length)
}

/** Returns the changes to a request that shorten the file with the lowest quality. */
function shorterAtLowest(format: OutputFormat, { alpha, alphaQuality }: EncodeSettings): DetailParts {
  const keepsAlpha = alpha && alphaQuality === 100 && (format === 'webp' || format === 'jxl')
  return keepsAlpha ? parts`a smaller width or a lower ${mention('alphaquality')}` : ['a smaller width']
}

function overMaxBytes({ format, settings, animation, goal }: GoalFile, least: number): Failure {
  const made = goal?.isSearched ? 'at the lowest quality' : animation ? 'as an animation' : `as ${format}`
  const ways = goal?.isSearched ? shorterAtLowest(format, settings) : shorterFile(format, settings)
  return mentioning(
    'over-max-bytes',
    parts`${made} the image takes ${least} bytes, but ${mention('max_bytes')} is ${goal?.maxBytes ?? 0}: ask for more bytes, or for ${ways}`,
  )
}
