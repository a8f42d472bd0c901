import type { CommonHeader } from '../../picture/header.ts'
import type { StreamedLayout } from '../../picture/picture.ts'

/** Returns the row layout that `readPng` makes from an image with this header. */
export function pngLayout({ depth, components, alpha, progressive }: CommonHeader): StreamedLayout {
  if (depth === 16) return 'rgba16'
  if (alpha) return 'rgba'
  if (components === 1) return 'gray'
  return progressive ? 'rgba' : 'rgb24'
}
