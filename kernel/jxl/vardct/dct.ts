/**
 * Forward DCTs for 8, 16 and 32 samples in each direction. The results are larger than the
 * standard's coefficients (ISO/IEC 18181-1:2022, annex I, inverse DCT) by the sample count in the
 * block.
 *
 * An 8-sample transform has 11 multiplications (Loeffler, Ligtenberg and Moschytz, 1989). A
 * 16-sample transform consists of two 8-sample transforms (Lee, 1984), and a 32-sample transform of
 * two 16-sample transforms.
 */
import { alloc } from '../../heap'

/** Sums and differences for a 16-sample transform, and their transforms. */
let halves: usize = 0
/** Sums and differences for a 32-sample transform, and the transformed differences. */
let quarters: usize = 0
/** Room for two blocks with 32 × 32 samples. */
let work: usize = 0

const BLOCK_BYTES: usize = 32 * 32 * 4
const SQRT_2: f32 = <f32>Math.SQRT2

/** 1 / (2 cos((2 i + 1) π / 32)). */
// biome-ignore format: four factors a row
const ODD_FACTORS: usize = memory.data<f32>([
  0.5024192861881557, 0.5224986149396889, 0.5669440348163577, 0.6468217833599901,
  0.7881546234512502, 1.060677685990347, 1.7224470982383342, 5.101148618689155,
])
/** 1 / (2 cos((2 i + 1) π / 64)). */
// biome-ignore format: four factors a row
const ODD_FACTORS_32: usize = memory.data<f32>([
  0.500602998235196, 0.505470959897544, 0.515447309922625, 0.531042591089784,
  0.553103896034445, 0.582934968206134, 0.622504123035665, 0.674808341455006,
  0.744536271002299, 0.839349645415527, 0.972568237861961, 1.169439933432885,
  1.484164616314166, 2.057781009953411, 3.407608418468719, 10.190008123548033,
])

/** Allocates the memory for transforms. */
export function openDct(): void {
  halves = alloc(4 * 8 * 16)
  quarters = alloc(3 * 16 * 16)
  work = alloc(2 * BLOCK_BYTES)
}

/** Transforms four columns with 8 samples each. */
function columns8(from: usize, stride: usize, to: usize, toStride: usize): void {
  const x0 = v128.load(from)
  const x1 = v128.load(from + stride)
  const x2 = v128.load(from + 2 * stride)
  const x3 = v128.load(from + 3 * stride)
  const x4 = v128.load(from + 4 * stride)
  const x5 = v128.load(from + 5 * stride)
  const x6 = v128.load(from + 6 * stride)
  const x7 = v128.load(from + 7 * stride)
  const s0 = f32x4.add(x0, x7)
  const s1 = f32x4.add(x1, x6)
  const s2 = f32x4.add(x2, x5)
  const s3 = f32x4.add(x3, x4)
  const even0 = f32x4.add(s0, s3)
  const even1 = f32x4.add(s1, s2)
  v128.store(to, f32x4.add(even0, even1))
  v128.store(to + 4 * toStride, f32x4.sub(even0, even1))
  const even2 = f32x4.sub(s1, s2)
  const even3 = f32x4.sub(s0, s3)
  const turned = f32x4.mul(f32x4.add(even2, even3), f32x4.splat(0.541196100146197))
  v128.store(to + 2 * toStride, f32x4.add(turned, f32x4.mul(even3, f32x4.splat(0.76536686473018))))
  v128.store(to + 6 * toStride, f32x4.sub(turned, f32x4.mul(even2, f32x4.splat(1.847759065022573))))
  const d4 = f32x4.sub(x3, x4)
  const d5 = f32x4.sub(x2, x5)
  const d6 = f32x4.sub(x1, x6)
  const d7 = f32x4.sub(x0, x7)
  const z3 = f32x4.add(d4, d6)
  const z4 = f32x4.add(d5, d7)
  const z5 = f32x4.mul(f32x4.add(z3, z4), f32x4.splat(1.175875602419359))
  const a = f32x4.mul(f32x4.add(d4, d7), f32x4.splat(0.899976223136416))
  const b = f32x4.mul(f32x4.add(d5, d6), f32x4.splat(2.562915447741505))
  const c = f32x4.sub(z5, f32x4.mul(z3, f32x4.splat(1.961570560806461)))
  const d = f32x4.sub(z5, f32x4.mul(z4, f32x4.splat(0.390180644032257)))
  const y1 = f32x4.sub(f32x4.mul(d7, f32x4.splat(1.501321110453313)), a)
  const y3 = f32x4.sub(f32x4.mul(d6, f32x4.splat(3.072711026256927)), b)
  const y5 = f32x4.sub(f32x4.mul(d5, f32x4.splat(2.053119869219849)), b)
  const y7 = f32x4.sub(f32x4.mul(d4, f32x4.splat(0.298631336489134)), a)
  v128.store(to + toStride, f32x4.add(y1, d))
  v128.store(to + 3 * toStride, f32x4.add(y3, c))
  v128.store(to + 5 * toStride, f32x4.add(y5, d))
  v128.store(to + 7 * toStride, f32x4.add(y7, c))
}

/**
 * Stores the sums of the first and the last samples in four columns, then their differences times
 * factors.
 * @param half half the number of samples in a column
 */
function fold(from: usize, stride: usize, half: usize, factors: usize, to: usize): void {
  let last = from + (2 * half - 1) * stride
  for (const end = to + 16 * half; to < end; to += 16, factors += 4, from += stride, last -= stride) {
    const x = v128.load(from)
    const y = v128.load(last)
    v128.store(to, f32x4.add(x, y))
    v128.store(to + 16 * half, f32x4.mul(f32x4.sub(x, y), f32x4.splat(load<f32>(factors))))
  }
}

/**
 * Stores the odd frequencies for four columns.
 * @param odd address of the transformed differences
 * @param count odd frequency count
 * @param to address of the columns' lowest frequency
 */
function storeOdd(odd: usize, count: usize, to: usize, toStride: usize): void {
  let previous = v128.load(odd)
  let next = v128.load(odd, 16)
  to += toStride
  v128.store(to, f32x4.add(f32x4.mul(previous, f32x4.splat(SQRT_2)), next))
  for (let i: usize = 1; i < count - 1; i++) {
    previous = next
    next = v128.load(odd + 16 * i, 16)
    v128.store(to + 2 * i * toStride, f32x4.add(previous, next))
  }
  v128.store(to + 2 * (count - 1) * toStride, next)
}

/** Transforms four columns with 16 samples each. */
function columns16(from: usize, stride: usize, to: usize, toStride: usize): void {
  fold(from, stride, 8, ODD_FACTORS, halves)
  columns8(halves, 16, to, 2 * toStride)
  columns8(halves + 128, 16, halves + 256, 16)
  storeOdd(halves + 256, 8, to, toStride)
}

/** Transforms four columns with 32 samples each. */
function columns32(from: usize, stride: usize, to: usize, toStride: usize): void {
  fold(from, stride, 16, ODD_FACTORS_32, quarters)
  columns16(quarters, 16, to, 2 * toStride)
  columns16(quarters + 256, 16, quarters + 512, 16)
  storeOdd(quarters + 512, 16, to, toStride)
}

/**
 * Transposes samples. The row and column counts are multiples of 4. The result's rows have no gaps
 * between them.
 */
function transpose(from: usize, stride: usize, rows: usize, columns: usize, to: usize): void {
  const toStride = rows << 2
  for (let y: usize = 0; y < rows; y += 4) {
    for (let x: usize = 0; x < columns; x += 4) {
      const at = from + y * stride + 4 * x
      const a = v128.load(at)
      const b = v128.load(at + stride)
      const c = v128.load(at + 2 * stride)
      const d = v128.load(at + 3 * stride)
      const ab = i32x4.shuffle(a, b, 0, 4, 1, 5)
      const abHigh = i32x4.shuffle(a, b, 2, 6, 3, 7)
      const cd = i32x4.shuffle(c, d, 0, 4, 1, 5)
      const cdHigh = i32x4.shuffle(c, d, 2, 6, 3, 7)
      const into = to + x * toStride + 4 * y
      v128.store(into, i64x2.shuffle(ab, cd, 0, 2))
      v128.store(into + toStride, i64x2.shuffle(ab, cd, 1, 3))
      v128.store(into + 2 * toStride, i64x2.shuffle(abHigh, cdHigh, 0, 2))
      v128.store(into + 3 * toStride, i64x2.shuffle(abHigh, cdHigh, 1, 3))
    }
  }
}

/**
 * Transforms 8 × 8 samples. In the result, horizontal frequencies go from row to row.
 * @param stride row stride in bytes
 */
export function transform8x8(from: usize, stride: usize, to: usize): void {
  columns8(from, stride, work, 32)
  columns8(from + 16, stride, work + 16, 32)
  transpose(work, 32, 8, 8, work + BLOCK_BYTES)
  columns8(work + BLOCK_BYTES, 32, to, 32)
  columns8(work + BLOCK_BYTES + 16, 32, to + 16, 32)
}

/**
 * Transforms 16 rows with 8 samples each. In the result, horizontal frequencies go from row to row.
 */
export function transform8x16(from: usize, stride: usize, to: usize): void {
  columns16(from, stride, work, 32)
  columns16(from + 16, stride, work + 16, 32)
  transpose(work, 32, 16, 8, work + BLOCK_BYTES)
  for (let x: usize = 0; x < 64; x += 16) columns8(work + BLOCK_BYTES + x, 64, to + x, 64)
}

/**
 * Transforms 8 rows with 16 samples each. In the result, vertical frequencies go from row to row.
 */
export function transform16x8(from: usize, stride: usize, to: usize): void {
  transpose(from, stride, 8, 16, work)
  columns16(work, 32, work + BLOCK_BYTES, 32)
  columns16(work + 16, 32, work + BLOCK_BYTES + 16, 32)
  transpose(work + BLOCK_BYTES, 32, 16, 8, work)
  for (let x: usize = 0; x < 64; x += 16) columns8(work + x, 64, to + x, 64)
}

/** Transforms 16 × 16 samples. In the result, horizontal frequencies go from row to row. */
export function transform16x16(from: usize, stride: usize, to: usize): void {
  for (let x: usize = 0; x < 64; x += 16) columns16(from + x, stride, work + x, 64)
  transpose(work, 64, 16, 16, work + BLOCK_BYTES)
  for (let x: usize = 0; x < 64; x += 16) columns16(work + BLOCK_BYTES + x, 64, to + x, 64)
}

/** Transforms 32 × 32 samples. In the result, horizontal frequencies go from row to row. */
export function transform32x32(from: usize, stride: usize, to: usize): void {
  for (let x: usize = 0; x < 128; x += 16) columns32(from + x, stride, work + x, 128)
  transpose(work, 128, 32, 32, work + BLOCK_BYTES)
  for (let x: usize = 0; x < 128; x += 16) columns32(work + BLOCK_BYTES + x, 128, to + x, 128)
}
