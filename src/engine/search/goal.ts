import { type EncodeSettings, isLossless } from '../formats/codec.ts'
import { encoders, type OutputFormat } from '../formats/codecs.ts'
import { isComparable } from '../formats/similarity.ts'
import type { OutputDefaults, TransformOptions } from '../options/transform-options.ts'

/**
 * Goal for an encoded file, which decides its quality. Others pass a goal to the functions in this
 * folder, and read none of its fields.
 */
export interface Goal {
  /** Maximum length in bytes for the whole answer. */
  readonly maxBytes?: number | undefined
  /** Minimum mean SSIM. Only formats that the kernel decodes support it. */
  readonly similarity?: number | undefined
  /**
   * `true` if the quality is searched by several encodes. Otherwise, the encoder has no quality and
   * a file that is too long is refused.
   */
  readonly isSearched: boolean
}

/** Returns the goal that a request sets for its file, or `undefined` if there is none. */
export function goalOf(
  { max_bytes: maxBytes, autoquality }: TransformOptions,
  format: OutputFormat,
  settings: EncodeSettings,
  isAnimated: boolean,
): Goal | undefined {
  const isSearched = 'attempts' in encoders[format] && !isLossless(settings) && !isAnimated
  const similarity = isSearched && isComparable(format) ? autoquality : undefined
  return maxBytes === undefined && similarity === undefined ? undefined : { maxBytes, similarity, isSearched }
}

/** `true` if the options limit the bytes of the file. */
export const limitsBytes = ({ max_bytes: maxBytes }: TransformOptions): boolean => maxBytes !== undefined

/** Returns the options without the limit for the bytes of the file. */
export function withoutByteLimit({ max_bytes: _, ...intent }: TransformOptions): TransformOptions {
  return intent
}

/** Returns the options with the default goals that apply to a format. An explicit option wins. */
export function withDefaultGoals(
  intent: TransformOptions,
  defaults: OutputDefaults,
  format: OutputFormat,
): TransformOptions {
  const autoquality = intent.autoquality ?? (isComparable(format) ? defaults.autoquality : undefined)
  const maxBytes = intent.max_bytes ?? defaults.max_bytes
  // An absent option may be a field without a value, which would overwrite a default.
  return {
    ...intent,
    ...(autoquality !== undefined && { autoquality }),
    ...(maxBytes !== undefined && { max_bytes: maxBytes }),
  }
}

/** `true` if several encodes search for the quality. */
export const isSearched = (goal: Goal | undefined): boolean => goal?.isSearched === true

/**
 * `true` if metadata and a gain map are made before their picture, because their bytes count
 * against the goal.
 */
export const countsWholeAnswer = (goal: Goal | undefined): boolean => goal !== undefined

/** `true` if an answer with `length` bytes is within the goal's limit, if there is one. */
export const isWithinGoal = (goal: Goal | undefined, length: number): boolean =>
  length <= (goal?.maxBytes ?? length)
