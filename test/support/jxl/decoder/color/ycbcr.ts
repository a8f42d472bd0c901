import type { Plane } from '../plane.ts'

/** Converts planes Cb, Y and Cr to red, green and blue, in place (ISO/IEC 18181-1:2022, L.3). */
export function ycbcrToRgb([cbs, ys, crs]: readonly [Plane, Plane, Plane]): void {
  const [a, b, c] = [cbs.data, ys.data, crs.data]
  for (let at = 0; at < b.length; at++) {
    const cb = a[at] as number
    const y = (b[at] as number) + 128 / 255
    const cr = c[at] as number
    a[at] = y + 1.402 * cr
    b[at] = y - ((0.114 * 1.772) / 0.587) * cb - ((0.299 * 1.402) / 0.587) * cr
    c[at] = y + 1.772 * cb
  }
}
