export const clamp = (value: number, low = 0, high = 1): number => Math.max(low, Math.min(high, value))

/**
 * Returns 0 up to `from`, 1 beyond `to`, and an S-curve between them. `from` may exceed `to`; the
 * curve then falls.
 */
export function smoothstep(from: number, to: number, value: number): number {
  const t = clamp((value - from) / (to - from))
  return t * t * (3 - 2 * t)
}

/** Returns exp(−x²), a bell curve. */
export const bell = (x: number): number => Math.exp(-x * x)
