/** Returns the means of sixteen 8-bit sample pairs, rounded down. */
export function average(a: v128, b: v128): v128 {
  const odd = v128.and(v128.xor(a, b), i8x16.splat(1))
  return i8x16.sub(i8x16.avgr_u(a, b), odd)
}
