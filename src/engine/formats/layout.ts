import type { StreamedLayout } from '../picture/picture.ts'
import { planarLayout } from '../picture/planes.ts'
import { formats } from './formats.ts'
import type { Header } from './header.ts'

/**
 * Returns the row layout to which an image with this header is decoded. It determines the planned
 * memory. Only a JPEG with four inks may be decoded to another layout: `cmyk` in place of `ycck`.
 */
export function plannedLayout(header: Header): StreamedLayout {
  const layout = formats[header.format].layoutOf?.(header)
  return layout ?? (header.sampling ? planarLayout(header) : 'rgba')
}
