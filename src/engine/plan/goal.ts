import { type EncodeSettings, isLossless } from '../formats/codec.ts'
import { encoders, type OutputFormat } from '../formats/codecs.ts'
import { isComparable } from '../formats/similarity.ts'
import type { TransformOptions } from '../options/transform-options.ts'

/** Goal for an encoded file, which decides its quality. */
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
