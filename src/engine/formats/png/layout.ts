import type { CommonHeader } from '../../picture/header.ts'
import type { StreamedLayout } from '../../picture/picture.ts'

/** Returns the layout to plan memory with. PNG gray takes less than RGBA. */
export function pngLayout({ depth, components, alpha, progressive }: CommonHeader): StreamedLayout {
  if (depth === 16) return 'rgba16'
  return components === 3 && !alpha && !progressive ? 'rgb24' : 'rgba'
}
