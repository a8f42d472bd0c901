import type { Header } from '../formats/header.ts'
import type { TransformOptions } from '../options/transform-options.ts'

type Hiding = Pick<TransformOptions, 'crop' | 'redact'>

/** Returns `true` if options hide pixels at a place that does not depend on the pixels. */
const hidesPixels = ({ crop, redact }: Hiding): boolean =>
  redact !== undefined || (crop !== undefined && crop !== 'smart')

/**
 * Returns the header of a picture whose hidden pixels no answer may reveal. The alpha flag of a
 * lossless WebP tells whether any pixel is transparent (RFC 9649, 3.4), so hidden pixels may set
 * it. If options hide pixels, such a picture counts as transparent, whatever its flag says.
 *
 * @example withoutAlphaHint(header, { crop: { width: 8, height: 8 } }).alpha // true for VP8L
 */
export function withoutAlphaHint(header: Header, options: Hiding): Header {
  return header.webp?.lossless && hidesPixels(options) ? { ...header, alpha: true } : header
}
