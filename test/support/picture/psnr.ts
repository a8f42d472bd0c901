/**
 * Returns the peak signal-to-noise ratio of 8-bit samples in decibels. It is infinite for equal
 * samples.
 */
export function psnr(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} samples and ${b.length}`)
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2
  return 10 * Math.log10((255 * 255 * a.length) / sum)
}
