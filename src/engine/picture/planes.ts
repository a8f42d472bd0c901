import type { CommonHeader } from './header.ts'
import { type Scale, type StreamedLayout, type StreamedPlane, scalesOf } from './picture.ts'

/**
 * Returns the planes in which a picture is stored, decoded at a scale: one plane for each
 * component, by its sampling factors (T.81 A.1.1), or a single plane.
 */
export function storedPlanes(
  { width, height, sampling }: CommonHeader,
  scale: Scale,
): readonly StreamedPlane[] {
  if (!sampling) return [{ width, height, density: [1, 1] }]
  const { dense, subsampled } = scalesOf(scale)
  const [hmax = 1, vmax = 1] = maxOf(sampling)
  const [wide, high] = [8 * hmax, 8 * vmax]
  return sampling.map(([h, v]) => {
    const scale = h < hmax || v < vmax ? subsampled : dense
    return {
      width: Math.ceil((width * h * scale) / wide),
      height: Math.ceil((height * v * scale) / high),
      density: [(h * scale) / wide, (v * scale) / high],
    }
  })
}

const maxOf = (sampling: NonNullable<CommonHeader['sampling']>) =>
  [0, 1].map((axis) => Math.max(...sampling.map((factors) => factors[axis] ?? 1)))

/**
 * Returns the smallest ratio between a component's sample count and the densest component's, across
 * or down.
 * @returns 1 if all components have the same sample count
 */
export function minDensity({ sampling = [] }: CommonHeader): number {
  const most = maxOf(sampling)
  return Math.min(
    1,
    ...sampling.flatMap((factors) => factors.map((factor, axis) => factor / (most[axis] ?? 1))),
  )
}

/**
 * Returns the layout for components that are stored as planes. For four inks this is YCCK; only the
 * decoder knows if they are CMYK.
 */
export function planarLayout({ components, rgb = false }: CommonHeader): StreamedLayout {
  if (rgb) return 'rgb'
  if (components === 3) return 'ycc'
  return components === 1 ? 'gray' : 'ycck'
}
