/** The result of a format at one quality: mean SSIM, and mean bytes relative to the JPEG's. */
export interface Point {
  readonly quality: number
  readonly ssim: number
  readonly bytes: number
}

/**
 * Interpolates the point at which a format reaches an SSIM.
 * @param curve in any order
 * @returns `undefined` if the SSIM lies outside of the curve
 */
export function pointAt(curve: readonly Point[], ssim: number): Point | undefined {
  const sorted = [...curve].sort((a, b) => a.quality - b.quality)
  const above = sorted.findIndex((point) => point.ssim >= ssim)
  const [low, high] = [sorted[above - 1], sorted[above]]
  if (!low || !high) return undefined
  const share = (ssim - low.ssim) / (high.ssim - low.ssim)
  const between = (a: number, b: number) => a + (b - a) * share
  return { quality: between(low.quality, high.quality), ssim, bytes: between(low.bytes, high.bytes) }
}
