import type { StreamedLayout } from '../picture/picture.ts'
import { planarLayout } from '../picture/planes.ts'
import { formats } from './formats.ts'
import type { Header } from './header.ts'

/**
 * Returns the layout to plan memory with. Only the decoder knows it for certain: PNG gray takes
 * less.
 */
export function plannedLayout(header: Header): StreamedLayout {
  const layout = formats[header.format].layoutOf?.(header)
  return layout ?? (header.sampling ? planarLayout(header) : 'rgba')
}
