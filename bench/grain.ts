/** Constants for Knuth's linear congruential generator in Numerical Recipes. Its period is 2³². */
const MULTIPLIER = 1_664_525
const INCREMENT = 1_013_904_223

/** Number of uniform deviates from -1 to 1 that are added. Three have a sum with variance 1. */
const DEVIATES = 3

/**
 * Adds sensor noise to RGBA pixels. The noise is the same for all three colors and in every call.
 * @param deviation standard deviation in 8-bit sample steps
 */
export function addGrain(rgba: Uint8Array, deviation: number): void {
  const clamped = new Uint8ClampedArray(rgba.buffer, rgba.byteOffset, rgba.byteLength)
  let state = 1
  for (let at = 0; at < clamped.length; at += 4) {
    let sum = 0
    for (let i = 0; i < DEVIATES; i++) {
      state = (Math.imul(state, MULTIPLIER) + INCREMENT) >>> 0
      sum += state / 2 ** 31 - 1
    }
    const grain = sum * deviation
    for (let c = at; c < at + 3; c++) clamped[c] = (clamped[c] as number) + grain
  }
}
