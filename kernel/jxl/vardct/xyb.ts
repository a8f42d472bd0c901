/**
 * Conversion from sRGB samples to XYB (the inverse of ISO/IEC 18181-1:2022, L.2.2): four pixels at
 * a time, each channel in a vector.
 */
import { alloc } from '../../heap'

/** Opsin matrix bias, and its cube root. */
const BIAS: f32 = 0.0037930732552754493
const ROOT_OF_BIAS: f32 = 0.15595420054
/**
 * Opsin matrix rows for linear sRGB samples. The matrix is the inverse of the standard's default
 * matrix.
 */
// biome-ignore format: a row of the matrix a line
const SRGB_TO_LMS: usize = memory.data<f32>([
  0.3, 0.622, 0.078,
  0.23, 0.692, 0.078,
  0.24342268924547819, 0.20476744424496821, 0.5518098665095535,
])
/** Matrix rows that convert linear Display P3 samples to sRGB. */
// biome-ignore format: a row of the matrix a line
const P3_TO_SRGB: usize = memory.data<f32>([
  1.2249401762805598, -0.2249401762805597, 0,
  -0.0420569547096881, 1.0420569547096881, 0,
  -0.0196375545903344, -0.0786360455506319, 1.0982736001409663,
])

/**
 * Coefficients of a degree-5 polynomial for ((x + 0.055) / 1.055) ** 2.4 from x = 0.04045 to 1. The
 * cube root of its result is exact to 0.00004, a hundredth of an 8-bit level.
 */
const C0: f32 = 0.000918710966
const C1: f32 = 0.032714998
const C2: f32 = 0.519383761
const C3: f32 = 0.667822651
const C4: f32 = -0.308847748
const C5: f32 = 0.0881288855
/** Largest sample in the transfer function's linear part, and that part's slope. */
const LINEAR_END: f32 = 0.04045
const LINEAR_SLOPE: f32 = 1 / 12.92
/**
 * Number to which a third of a number's bits is added, so that the sum approximates the bits of its
 * cube root.
 */
const ROOT_MAGIC: f32 = 709954000

/** Nine vectors for the matrix in use, each with four equal items. */
let matrix: usize = 0

/** Allocates the memory for the matrix. */
export function openXyb(): void {
  matrix = alloc(9 * 16)
}

/** Chooses the primaries for the samples. */
export function setPrimaries(isP3: bool): void {
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      let sum: f32 = 0
      for (let i = 0; i < 3; i++) {
        const factor = load<f32>(SRGB_TO_LMS + 4 * <usize>(3 * row + i))
        sum += isP3 ? factor * load<f32>(P3_TO_SRGB + 4 * <usize>(3 * i + column)) : i === column ? factor : 0
      }
      v128.store(matrix + 16 * <usize>(3 * row + column), f32x4.splat(sum))
    }
  }
}

/** Linearizes samples that have the sRGB transfer function, each from 0 to 1. */
function linear(sample: v128): v128 {
  let sum = f32x4.add(f32x4.mul(sample, f32x4.splat(C5)), f32x4.splat(C4))
  sum = f32x4.add(f32x4.mul(sample, sum), f32x4.splat(C3))
  sum = f32x4.add(f32x4.mul(sample, sum), f32x4.splat(C2))
  sum = f32x4.add(f32x4.mul(sample, sum), f32x4.splat(C1))
  sum = f32x4.add(f32x4.mul(sample, sum), f32x4.splat(C0))
  const isLinear = f32x4.le(sample, f32x4.splat(LINEAR_END))
  return v128.bitselect(f32x4.mul(sample, f32x4.splat(LINEAR_SLOPE)), sum, isLinear)
}

/**
 * Returns cube roots. The bits of a number, divided by three, approximate its cube root to 3 %, and
 * a step in Halley's method to 0.00002.
 */
function cubeRoot(value: v128): v128 {
  const third = f32x4.mul(f32x4.convert_i32x4_s(value), f32x4.splat(1.0 / 3.0))
  const root = i32x4.trunc_sat_f32x4_s(f32x4.add(third, f32x4.splat(ROOT_MAGIC)))
  const cube = f32x4.mul(f32x4.mul(root, root), root)
  const numerator = f32x4.add(cube, f32x4.add(value, value))
  const denominator = f32x4.add(f32x4.add(cube, cube), value)
  return f32x4.div(f32x4.mul(root, numerator), denominator)
}

/** Returns a cone's response to linear samples. */
function cone(row: usize, red: v128, green: v128, blue: v128): v128 {
  const sum = f32x4.add(
    f32x4.add(f32x4.mul(v128.load(row), red), f32x4.mul(v128.load(row, 16), green)),
    f32x4.add(f32x4.mul(v128.load(row, 32), blue), f32x4.splat(BIAS)),
  )
  // A color outside the sRGB gamut can have a negative response.
  return f32x4.sub(cubeRoot(f32x4.max(sum, f32x4.splat(0))), f32x4.splat(ROOT_OF_BIAS))
}

/**
 * Converts four pixels.
 * @param red red samples from 0 to 1
 * @param green green samples from 0 to 1
 * @param blue blue samples from 0 to 1
 * @param at address for the four X samples
 * @param plane distance in bytes from X to Y, and from Y to B
 */
export function storeXyb(red: v128, green: v128, blue: v128, at: usize, plane: usize): void {
  const linearRed = linear(red)
  const linearGreen = linear(green)
  const linearBlue = linear(blue)
  const long = cone(matrix, linearRed, linearGreen, linearBlue)
  const medium = cone(matrix + 48, linearRed, linearGreen, linearBlue)
  const half = f32x4.splat(0.5)
  v128.store(at, f32x4.mul(f32x4.sub(long, medium), half))
  v128.store(at + plane, f32x4.mul(f32x4.add(long, medium), half))
  v128.store(at + 2 * plane, cone(matrix + 96, linearRed, linearGreen, linearBlue))
}
