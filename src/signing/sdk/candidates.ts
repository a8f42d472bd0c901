import { Failure } from '../../errors.ts'
import type { Options } from '../url/options.ts'
import { formatOptions, parseOptions } from '../url/parameters.ts'
import type { Access } from './access.ts'
import type { ImageValues } from './image-options.ts'

/**
 * Candidates of a `srcset`: widths in pixels for fluid images, or device pixel ratios for images
 * with a fixed size.
 */
export type Candidates = Access &
  (
    | { readonly widths: readonly number[]; readonly dprs?: undefined }
    | { readonly dprs: readonly number[]; readonly widths?: undefined }
  )

/**
 * Options that the signature covers, and the values that are added after the token to choose a
 * candidate.
 */
export interface Choice {
  readonly signed: Options
  readonly name: 'w' | 'dpr'
  readonly values: readonly number[]
  /**
   * Width in pixels, or device pixel ratio, that the candidate for `src` should have. The smallest
   * value that is at least `usual` is taken.
   */
  readonly usual: number
  /** Unit of the descriptors in `srcset` (HTML 4.8.4.2.1). */
  readonly unit: 'w' | 'x'
}

function bad(detail: string): never {
  throw new Failure('bad-parameter', detail)
}

function chooseWidth(options: ImageValues, widths: readonly number[]): Choice {
  parseOptions(formatOptions({ widths }))
  const { width = Math.max(...widths), height } = options
  if (options.width === undefined && height !== undefined) bad('height needs width, because w scales both')
  const signed = { ...options, width, widths }
  return { signed, name: 'w', values: widths, usual: width, unit: 'w' }
}

function chooseRatio(options: ImageValues, dprs: readonly number[]): Choice {
  if (options.width === undefined && options.height === undefined) bad('dprs needs width or height')
  return { signed: { ...options, dprs }, name: 'dpr', values: dprs, usual: 1, unit: 'x' }
}

/**
 * Determines the signed options and the candidates of a `srcset`.
 * @throws Failure bad-parameter: not exactly one of `widths` and `dprs`, or neither width nor
 *   height for `dprs` to multiply
 */
export function choose(options: ImageValues, { widths, dprs }: Candidates): Choice {
  if (options.dpr !== undefined) bad('dpr is not an option of a srcset; use dprs')
  if (options.original) bad('the original has one size; sign it with sign')
  if (widths && dprs) bad('widths and dprs cannot be combined: a srcset has one kind of descriptor')
  if (widths) return chooseWidth(options, widths)
  return dprs ? chooseRatio(options, dprs) : bad('a srcset needs widths or dprs')
}
