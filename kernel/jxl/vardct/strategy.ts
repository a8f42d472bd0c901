/**
 * Transform choice. A quad (four blocks) has four 8 × 8 transforms, or transforms with twice the
 * width or height, or a 16 × 16 transform. Four quads may have a 32 × 32 transform. The choice
 * compares estimated luma bits.
 */
import { alloc } from '../../heap'
import { transform8x16, transform16x8, transform16x16, transform32x32 } from './dct'
import { KIND_8X8, KIND_16X8, KIND_16X16, KIND_32X32, weightsOf } from './weights'

/**
 * Estimated bits for a transform in addition to its coefficients: for 8 × 8, for twice the width or
 * height, for 16 × 16 and for 32 × 32. These numbers took the fewest bytes at equal SSIMULACRA2
 * (Kodak photographs at 400 and 768 pixels, 2026-11-30). On 24 photographs, files had 0.84 to 0.91
 * × the bytes of `cjxl -e 3`.
 */
const BITS_8X8: f32 = 8
const BITS_16X8: f32 = 7
const BITS_16X16: f32 = 8
const BITS_32X32: f32 = 10
/** Factor for 32 × 32 bits. A large transform's errors spread further and are more visible. */
const PRICE_32X32: f32 = 1.1
/** Factor k for a coefficient in steps, in the estimate by `bitsOf`. */
const SHARPNESS: f32 = 4

/** Luma coefficient addresses: 16 × 16, twice 8 × 16, twice 16 × 8, and 32 × 32. */
export let candidate16x16: usize = 0
export let candidateTall: usize = 0
export let candidateWide: usize = 0
export let candidate32x32: usize = 0

/** `true` if the last call chose one 16 × 16 transform for the quad. */
export let is16x16 = false
/** `true` if the halves are left and right, `false` if they are top and bottom. */
export let isTall = false
/** `true` if a half has its own transform, instead of two 8 × 8 transforms. */
export let isFirstHalf = false
export let isSecondHalf = false
/** Estimated luma bits for the quad. */
export let quadBits: f32 = 0

/** Allocates the memory for transforms that are compared. */
export function openStrategy(): void {
  candidate16x16 = alloc(4 * 256)
  candidateTall = alloc(4 * 256)
  candidateWide = alloc(4 * 256)
  candidate32x32 = alloc(4 * 1024)
}

/**
 * Chooses a quad's transforms.
 * @param luma address of the quad's luma samples
 * @param stride row stride in bytes
 * @param blocks address of the luma coefficients in its four blocks
 * @param steps number of steps in a unit
 */
export function chooseTransforms(luma: usize, stride: usize, blocks: usize, steps: f32): void {
  transform16x16(luma, stride, candidate16x16)
  transform8x16(luma, stride, candidateTall)
  transform8x16(luma + 32, stride, candidateTall + 512)
  transform16x8(luma, stride, candidateWide)
  transform16x8(luma + 8 * stride, stride, candidateWide + 512)
  const block0 = bitsOf(blocks, KIND_8X8, 64, steps) + BITS_8X8
  const block1 = bitsOf(blocks + 256, KIND_8X8, 64, steps) + BITS_8X8
  const block2 = bitsOf(blocks + 512, KIND_8X8, 64, steps) + BITS_8X8
  const block3 = bitsOf(blocks + 768, KIND_8X8, 64, steps) + BITS_8X8
  const left = bitsOf(candidateTall, KIND_16X8, 128, steps) + BITS_16X8
  const right = bitsOf(candidateTall + 512, KIND_16X8, 128, steps) + BITS_16X8
  const top = bitsOf(candidateWide, KIND_16X8, 128, steps) + BITS_16X8
  const bottom = bitsOf(candidateWide + 512, KIND_16X8, 128, steps) + BITS_16X8
  const all = bitsOf(candidate16x16, KIND_16X16, 256, steps) + BITS_16X16
  const tall = min(left, block0 + block2) + min(right, block1 + block3)
  const wide = min(top, block0 + block1) + min(bottom, block2 + block3)
  quadBits = min(all, min(tall, wide))
  is16x16 = all < min(tall, wide)
  isTall = tall < wide
  isFirstHalf = isTall ? left < block0 + block2 : top < block0 + block1
  isSecondHalf = isTall ? right < block1 + block3 : bottom < block2 + block3
}

/**
 * Returns `true` if a 32 × 32 transform takes fewer bits than four quads.
 * @param luma address of the quads' luma samples
 * @param stride row stride in bytes
 * @param steps number of steps in a unit
 * @param bits estimated bits for the quads
 */
export function takes32x32(luma: usize, stride: usize, steps: f32, bits: f32): bool {
  transform32x32(luma, stride, candidate32x32)
  return PRICE_32X32 * bitsOf(candidate32x32, KIND_32X32, 1024, steps) + BITS_32X32 < bits
}

/**
 * Estimates the bits that coefficients take: the sum of log2(1 + (k v)²), where v is a coefficient
 * in steps. The logarithm is linear between powers of two, so that it is a difference between bits.
 */
function bitsOf(at: usize, kind: i32, count: usize, steps: f32): f32 {
  let weight = weightsOf(kind, 1)
  const scale = f32x4.splat(steps * SHARPNESS)
  const one = f32x4.splat(1)
  let sum = f32x4.splat(0)
  for (const end = at + 4 * count; at < end; at += 16, weight += 16) {
    const value = f32x4.mul(f32x4.mul(v128.load(at), v128.load(weight)), scale)
    const square = f32x4.add(f32x4.mul(value, value), one)
    sum = f32x4.add(sum, f32x4.convert_i32x4_s(i32x4.sub(square, one)))
  }
  const halves = f32x4.add(sum, i32x4.shuffle(sum, sum, 2, 3, 0, 1))
  return (f32x4.extract_lane(halves, 0) + f32x4.extract_lane(halves, 1)) * <f32>(1.0 / 8388608.0)
}
