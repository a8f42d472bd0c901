export const clamp = (value: number, low = 0, high = 1): number => Math.max(low, Math.min(high, value))

/** 0 up to `from`, 1 beyond `to`, and an S-curve between; `from` may be the larger one. */
export function smoothstep(from: number, to: number, value: number): number {
  const t = clamp((value - from) / (to - from))
  return t * t * (3 - 2 * t)
}

/** The bell curve exp(−x²). */
export const bell = (x: number): number => Math.exp(-x * x)
