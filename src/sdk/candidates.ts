import { Failure } from '../errors.ts'
import type { Options } from '../url/options.ts'
import { formatOptions, parseOptions } from '../url/parameters.ts'
import type { Access } from './access.ts'
import type { ImageValues } from './image-options.ts'

/** The candidates of a `srcset`: widths in pixels for fluid images, device pixel ratios for fixed ones. */
export type Candidates = Access &
  (
    | { readonly widths: readonly number[]; readonly dprs?: never }
    | { readonly dprs: readonly number[]; readonly widths?: never }
  )

/** What the signature covers, and what each candidate adds after the token. */
export interface Grant {
  readonly signed: Options
  readonly name: 'w' | 'dpr'
  readonly values: readonly number[]
  /** Unit of the descriptor (HTML 4.8.4.2.1). */
  readonly unit: 'w' | 'x'
}

function bad(detail: string): never {
  throw new Failure('bad-parameter', detail)
}

function grantWidths(options: ImageValues, widths: readonly number[]): Grant {
  parseOptions(formatOptions({ widths }))
  const { width, height } = options
  if (width === undefined && height !== undefined)
    bad('height needs width, which w replaces and height is scaled with')
  const signed = { ...options, width: width ?? Math.max(...widths), widths }
  return { signed, name: 'w', values: widths, unit: 'w' }
}

function grantDprs(options: ImageValues, dprs: readonly number[]): Grant {
  if (options.width === undefined && options.height === undefined) bad('dprs needs width or height')
  return { signed: { ...options, dprs }, name: 'dpr', values: dprs, unit: 'x' }
}

/** @throws Failure bad-parameter: not exactly one of `widths` and `dprs`, or no size for `dprs` to multiply */
export function grant(options: ImageValues, { widths, dprs }: Candidates): Grant {
  if (options.dpr !== undefined) bad('dpr is not an option of a srcset; use dprs')
  if (widths && dprs) bad('widths and dprs cannot be combined: a srcset has one kind of descriptor')
  if (widths) return grantWidths(options, widths)
  return dprs ? grantDprs(options, dprs) : bad('a srcset needs widths or dprs')
}
