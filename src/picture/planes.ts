import type { Header } from './header.ts'
import type { Denominator, StreamedLayout, StreamedPlane } from './picture.ts'

/**
 * The planes in which a picture is stored, decoded at a denominator: components by their sampling factors (T.81 A.1.1),
 * or one plane.
 */
export function storedPlanes(
  { width, height, sampling }: Header,
  denominator: Denominator,
): readonly StreamedPlane[] {
  if (!sampling) return [{ width, height, density: [1, 1] }]
  const [hmax, vmax] = [0, 1].map((axis) => Math.max(...sampling.map((factors) => factors[axis] ?? 1)))
  return sampling.map(([h, v]) => {
    const across = h / ((hmax ?? 1) * denominator)
    const down = v / ((vmax ?? 1) * denominator)
    return { width: Math.ceil(width * across), height: Math.ceil(height * down), density: [across, down] }
  })
}

/** The layout to plan memory with. Only the decoder knows it for certain: inks may be CMYK, and PNG gray takes less. */
export function plannedLayout({ format, components, depth, sampling, rgb = false }: Header): StreamedLayout {
  if (format === 'png' && depth === 16) return 'rgba16'
  if (format === 'webp') return sampling ? 'ycc' : 'rgba'
  if (format !== 'jpeg') return 'rgba'
  if (components === 3) return rgb ? 'rgb' : 'ycc'
  return components === 1 ? 'gray' : 'ycck'
}
