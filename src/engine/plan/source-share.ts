import { formats } from '../formats/formats.ts'
import type { Header } from '../formats/header.ts'
import type { Size } from '../picture/size.ts'

/** Returns the header that the original would have with a share of its area. */
export function shrunk({ coded: _coded, ...header }: Header, share: number): Header {
  const side = Math.sqrt(share)
  return {
    ...header,
    width: Math.ceil(header.width * side),
    height: Math.ceil(header.height * side),
    ...formats[header.format].shrink?.(header, share),
  }
}

export const MEGABYTE = 1e6

/**
 * An original's size in megapixels or megabytes (rounded up), and the largest size that fits
 * (rounded down). Both have one decimal.
 */
export interface FittingSource {
  readonly had: string
  readonly fitting: string
  readonly unit: 'megapixels' | 'megabytes'
}

/**
 * Expresses the fitting share of an original in megapixels. For a small picture with many bytes it
 * uses megabytes.
 * @param bytes the original's length; 0 if it does not matter
 * @returns `undefined` if less than a tenth of a unit would fit
 */
export function fittingSource(
  { width, height }: Size,
  bytes: number,
  share: number,
): FittingSource | undefined {
  for (const [unit, amount] of [
    ['megapixels', (width * height) / 1e6],
    ['megabytes', bytes / MEGABYTE],
  ] as const) {
    const tenths = Math.floor(amount * share * 10)
    if (tenths > 0)
      return { had: (Math.ceil(amount * 10) / 10).toFixed(1), fitting: (tenths / 10).toFixed(1), unit }
  }
  return undefined
}

/** Returns the error detail for an original that is too large even for the smallest output. */
export const tooLargeSource = ({ had, fitting, unit }: FittingSource) =>
  `the image has ${had} ${unit}: at most ${fitting} of this kind fit`
