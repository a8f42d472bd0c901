import { shrinkExtent } from '../extents.ts'
import type { WebpFields, WebpImage } from './webp-image.ts'

function shrunkImage(
  { frame: _frame, alpha, layout, pixels, ...image }: WebpImage,
  share: number,
): WebpImage {
  return {
    ...image,
    pixels: shrinkExtent(pixels, share),
    layout: layout && { ...layout, firstBytes: Math.ceil(layout.firstBytes * share) },
    alpha: alpha && { ...alpha, ...shrinkExtent(alpha, share) },
  }
}

/**
 * Implements `Format.shrink`: returns the WebP fields for a header whose picture has only a share
 * of the area.
 */
export function shrinkWebp({ webp }: WebpFields, share: number): WebpFields {
  return webp ? { webp: shrunkImage(webp, share) } : {}
}
