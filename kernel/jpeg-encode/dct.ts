/**
 * Forward DCT (T.81 A.3.3) and quantization (A.3.4) for a block with 8 × 8 samples.
 *
 * The one-dimensional transform runs on the block's columns. The block is stored as eight i16
 * vectors. Then the block is transposed, and the transform runs on the new columns. The result
 * remains transposed. Each pass scales by √8, because this saves most multiplications. Until
 * quantization, coefficients are therefore eight times as large as in T.81.
 */

/** Length in bytes of a block with 64 i16. */
export const BLOCK_BYTES: usize = 128

const COSINE_BITS = 14
/**
 * Fraction bits after the first pass. More bits would not fit in an i16: the second pass adds four
 * values, each up to 8 · 128 · 2³, before it widens them.
 */
const PASS_BITS = 3
const FIRST_SHIFT = COSINE_BITS - PASS_BITS
const LAST_SHIFT = COSINE_BITS + PASS_BITS

/** The constants C1 to C7 are √2 · cos(k · π/16) for k = 1 … 7, in units of 2⁻¹⁴. */
const C1 = 22725
const C2 = 21407
const C3 = 19266
const C4 = 16384
const C5 = 12873
const C6 = 8867
const C7 = 4520

/**
 * Transforms and quantizes a block.
 * @param samples address of the first sample
 * @param stride distance in bytes from one row to the next
 * @param divisors divisors from `fillDivisors`
 * @param block receives the coefficients as i16, transposed: the index is 8 · (horizontal
 *   frequency) + (vertical frequency)
 * @returns one bit for each nonzero coefficient, in the order of `block`
 */
export function transform(samples: usize, stride: usize, divisors: usize, block: usize): u64 {
  forward(samples, stride, block)
  return quantize(block, divisors)
}

/**
 * Transforms a block without quantization. Its coefficients are eight times as large as in T.81.
 * @param block receives the coefficients in the same order as from `transform`
 */
export function forward(samples: usize, stride: usize, block: usize): void {
  const middle = i16x8.splat(128)
  const r0 = i16x8.sub(row(samples), middle)
  const r1 = i16x8.sub(row(samples + stride), middle)
  const r2 = i16x8.sub(row(samples + 2 * stride), middle)
  const r3 = i16x8.sub(row(samples + 3 * stride), middle)
  const r4 = i16x8.sub(row(samples + 4 * stride), middle)
  const r5 = i16x8.sub(row(samples + 5 * stride), middle)
  const r6 = i16x8.sub(row(samples + 6 * stride), middle)
  const r7 = i16x8.sub(row(samples + 7 * stride), middle)

  const s0 = i16x8.add(r0, r7)
  const s1 = i16x8.add(r1, r6)
  const s2 = i16x8.add(r2, r5)
  const s3 = i16x8.add(r3, r4)
  const a = i16x8.add(s0, s3)
  const b = i16x8.add(s1, s2)
  // C4 is a power of 2, so the sums fit in an i16 and need no rounding.
  const k0 = i16x8.shl(i16x8.add(a, b), PASS_BITS)
  const k4 = i16x8.shl(i16x8.sub(a, b), PASS_BITS)
  const c = i16x8.sub(s0, s3)
  const d = i16x8.sub(s1, s2)
  const cdLow = interleaveLow(c, d)
  const cdHigh = interleaveHigh(c, d)
  const k2 = two(cdLow, cdHigh, C2, C6, FIRST_SHIFT)
  const k6 = two(cdLow, cdHigh, C6, -C2, FIRST_SHIFT)
  const d0 = i16x8.sub(r0, r7)
  const d1 = i16x8.sub(r1, r6)
  const d2 = i16x8.sub(r2, r5)
  const d3 = i16x8.sub(r3, r4)
  const low01 = interleaveLow(d0, d1)
  const high01 = interleaveHigh(d0, d1)
  const low23 = interleaveLow(d2, d3)
  const high23 = interleaveHigh(d2, d3)
  const k1 = rounded(odd1(low01, low23), odd1(high01, high23), FIRST_SHIFT)
  const k3 = rounded(odd3(low01, low23), odd3(high01, high23), FIRST_SHIFT)
  const k5 = rounded(odd5(low01, low23), odd5(high01, high23), FIRST_SHIFT)
  const k7 = rounded(odd7(low01, low23), odd7(high01, high23), FIRST_SHIFT)

  // Interleaving a block's two halves rotates the six bits in each index by one. Three rotations
  // turn the index abcdef (row abc, column def) into defabc, which transposes the block.
  const t0 = interleaveLow(k0, k4)
  const t1 = interleaveHigh(k0, k4)
  const t2 = interleaveLow(k1, k5)
  const t3 = interleaveHigh(k1, k5)
  const t4 = interleaveLow(k2, k6)
  const t5 = interleaveHigh(k2, k6)
  const t6 = interleaveLow(k3, k7)
  const t7 = interleaveHigh(k3, k7)
  const u0 = interleaveLow(t0, t4)
  const u1 = interleaveHigh(t0, t4)
  const u2 = interleaveLow(t1, t5)
  const u3 = interleaveHigh(t1, t5)
  const u4 = interleaveLow(t2, t6)
  const u5 = interleaveHigh(t2, t6)
  const u6 = interleaveLow(t3, t7)
  const u7 = interleaveHigh(t3, t7)
  const x0 = interleaveLow(u0, u4)
  const x1 = interleaveHigh(u0, u4)
  const x2 = interleaveLow(u1, u5)
  const x3 = interleaveHigh(u1, u5)
  const x4 = interleaveLow(u2, u6)
  const x5 = interleaveHigh(u2, u6)
  const x6 = interleaveLow(u3, u7)
  const x7 = interleaveHigh(u3, u7)
  storeEven(i16x8.add(x0, x7), i16x8.add(x1, x6), i16x8.add(x2, x5), i16x8.add(x3, x4), block)
  storeOdd(i16x8.sub(x0, x7), i16x8.sub(x1, x6), i16x8.sub(x2, x5), i16x8.sub(x3, x4), block)
}

/** Returns eight samples. */
function row(at: usize): v128 {
  return i16x8.extend_low_i8x16_u(i64x2.splat(load<i64>(at)))
}

/**
 * Stores the coefficients with even vertical frequencies. The arguments are sums of the transposed
 * block's rows.
 */
function storeEven(s0: v128, s1: v128, s2: v128, s3: v128, block: usize): void {
  const a = i16x8.add(s0, s3)
  const b = i16x8.add(s1, s2)
  const abLow = interleaveLow(a, b)
  const abHigh = interleaveHigh(a, b)
  v128.store(block, two(abLow, abHigh, C4, C4, LAST_SHIFT))
  v128.store(block, two(abLow, abHigh, C4, -C4, LAST_SHIFT), 64)
  const c = i16x8.sub(s0, s3)
  const d = i16x8.sub(s1, s2)
  const cdLow = interleaveLow(c, d)
  const cdHigh = interleaveHigh(c, d)
  v128.store(block, two(cdLow, cdHigh, C2, C6, LAST_SHIFT), 32)
  v128.store(block, two(cdLow, cdHigh, C6, -C2, LAST_SHIFT), 96)
}

/**
 * Stores the coefficients with odd vertical frequencies. The arguments are differences of the
 * transposed block's rows.
 */
function storeOdd(d0: v128, d1: v128, d2: v128, d3: v128, block: usize): void {
  const low01 = interleaveLow(d0, d1)
  const high01 = interleaveHigh(d0, d1)
  const low23 = interleaveLow(d2, d3)
  const high23 = interleaveHigh(d2, d3)
  v128.store(block, rounded(odd1(low01, low23), odd1(high01, high23), LAST_SHIFT), 16)
  v128.store(block, rounded(odd3(low01, low23), odd3(high01, high23), LAST_SHIFT), 48)
  v128.store(block, rounded(odd5(low01, low23), odd5(high01, high23), LAST_SHIFT), 80)
  v128.store(block, rounded(odd7(low01, low23), odd7(high01, high23), LAST_SHIFT), 112)
}

/**
 * Returns p · a + q · b, shifted and rounded.
 * @param low interleaved low halves of a and b
 * @param high interleaved high halves of a and b
 */
function two(low: v128, high: v128, p: i32, q: i32, shift: i32): v128 {
  const factors = pair(p, q)
  return rounded(i32x4.dot_i16x8_s(low, factors), i32x4.dot_i16x8_s(high, factors), shift)
}

/**
 * Returns p · a + q · b + r · c + s · d.
 * @param ab interleaved halves of a and b
 * @param cd interleaved halves of c and d
 * @param pq result of `pair`
 * @param rs result of `pair`
 */
function four(ab: v128, cd: v128, pq: v128, rs: v128): v128 {
  return i32x4.add(i32x4.dot_i16x8_s(ab, pq), i32x4.dot_i16x8_s(cd, rs))
}

/** Returns half of frequency 1; `odd3`, `odd5` and `odd7` return the other odd frequencies. */
function odd1(ab: v128, cd: v128): v128 {
  return four(ab, cd, pair(C1, C3), pair(C5, C7))
}

function odd3(ab: v128, cd: v128): v128 {
  return four(ab, cd, pair(C3, -C7), pair(-C1, -C5))
}

function odd5(ab: v128, cd: v128): v128 {
  return four(ab, cd, pair(C5, -C1), pair(C7, C3))
}

function odd7(ab: v128, cd: v128): v128 {
  return four(ab, cd, pair(C7, -C5), pair(C3, -C1))
}

function rounded(low: v128, high: v128, shift: i32): v128 {
  const half = i32x4.splat(1 << (shift - 1))
  const first = i32x4.shr_s(i32x4.add(low, half), shift)
  const last = i32x4.shr_s(i32x4.add(high, half), shift)
  return i16x8.narrow_i32x4_s(first, last)
}

function pair(p: i32, q: i32): v128 {
  return i32x4.splat((p & 0xffff) | (q << 16))
}

function interleaveLow(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
}

function interleaveHigh(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
}

/**
 * Byte offset of the thresholds in the divisor table. The table has 64 reciprocals (i16), then 64
 * thresholds (i16).
 */
const THRESHOLDS = BLOCK_BYTES
export const DIVISORS_BYTES: usize = 2 * BLOCK_BYTES

/**
 * Dead zones in units of 2⁻¹⁰ steps. An AC coefficient becomes 0 if its magnitude is less than 0.62
 * luma steps or 0.55 chroma steps, because its bits are worth more elsewhere. All other
 * coefficients are rounded. At equal SSIMULACRA2, luma's dead zone makes photographs 2 % smaller at
 * score 65 and 1 % at 82.
 */
const LUMA_DEAD_ZONE = 123
const CHROMA_DEAD_ZONE = 51

/**
 * Writes the divisor table that `transform` uses. Each quantization step has a reciprocal, 2¹⁵ / (8
 * · step) rounded, and a threshold, below which magnitudes become 0. A step of 1 has no dead zone.
 * @param steps quantization steps, u8 in natural (row-major) order
 * @param isLuma `true` for luma's dead zone
 * @param divisors receives `DIVISORS_BYTES` bytes
 */
export function fillDivisors(steps: usize, isLuma: bool, divisors: usize): void {
  for (let i: usize = 0; i < 64; i++) {
    const step = <i32>load<u8>(steps + i)
    const transposed = ((i & 7) << 3) | (i >> 3)
    const at = divisors + transposed * 2
    store<i16>(at, <i16>((4096 + step / 2) / step))
    const zone = isLuma ? LUMA_DEAD_ZONE : CHROMA_DEAD_ZONE
    const deadZone = i > 0 && step > 1 ? zone : 0
    store<i16>(at, <i16>((step * (512 + deadZone) + 64) / 128), THRESHOLDS)
  }
}

function quantize(block: usize, divisors: usize): u64 {
  return (
    quantize2(block, divisors) |
    (quantize2(block + 32, divisors + 32) << 16) |
    (quantize2(block + 64, divisors + 64) << 32) |
    (quantize2(block + 96, divisors + 96) << 48)
  )
}

function quantize2(block: usize, divisors: usize): u64 {
  const a = divide(v128.load(block), divisors)
  const b = divide(v128.load(block, 16), divisors + 16)
  v128.store(block, a)
  v128.store(block, b, 16)
  // Narrowing to bytes saturates, so only a 0 coefficient becomes a 0 byte.
  const zeros = i8x16.eq(i8x16.narrow_i16x8_s(a, b), i8x16.splat(0))
  return <u64>(<u32>i8x16.bitmask(zeros) ^ 0xffff)
}

function divide(value: v128, divisors: usize): v128 {
  const sign = i16x8.shr_s(value, 15)
  const magnitude = i16x8.abs(value)
  const isKept = i16x8.ge_s(magnitude, v128.load(divisors, THRESHOLDS))
  const quotient = v128.and(i16x8.q15mulr_sat_s(magnitude, v128.load(divisors)), isKept)
  return i16x8.sub(v128.xor(quotient, sign), sign)
}
