/**
 * Finds the smallest box that contains all differences between two RGBA pictures with the same
 * width and height.
 */

let left: i32 = 0
let right: i32 = 0
let top: i32 = 0
let bottom: i32 = 0

/**
 * `true` if any of the 16 bytes differs between two vectors by more than the same lane in
 * `tolerances`.
 */
export function differ(one: v128, other: v128, tolerances: v128): bool {
  const difference = v128.or(i8x16.sub_sat_u(one, other), i8x16.sub_sat_u(other, one))
  return v128.any_true(i8x16.sub_sat_u(difference, tolerances))
}

/** `true` if any of the four pixels from column `x` on differs by more than the tolerances. */
function differAt(before: usize, after: usize, x: i32, tolerances: v128): bool {
  const at = <usize>x * 4
  return differ(v128.load(before + at), v128.load(after + at), tolerances)
}

function pixelDiffers(before: usize, after: usize, x: i32, tolerances: v128): bool {
  const at = <usize>x * 4
  return differ(i32x4.splat(load<i32>(before + at)), i32x4.splat(load<i32>(after + at)), tolerances)
}

/** Returns the first column in which two rows differ, or `width` if they do not differ. */
function firstOf(before: usize, after: usize, width: i32, tolerances: v128): i32 {
  let x = 0
  while (x + 4 <= width && !differAt(before, after, x, tolerances)) x += 4
  while (x < width && !pixelDiffers(before, after, x, tolerances)) x++
  return x
}

/**
 * Returns the last column from `from` on in which two rows differ. If they do not differ there, the
 * result is less than `from`.
 */
function lastOf(before: usize, after: usize, from: i32, width: i32, tolerances: v128): i32 {
  let x = width - 1
  while (x - 3 >= from && !differAt(before, after, x - 3, tolerances)) x -= 4
  while (x >= from && !pixelDiffers(before, after, x, tolerances)) x--
  return x
}

/**
 * Finds the smallest box that contains all differences between two pictures. `changesLeft`,
 * `changesRight`, `changesTop` and `changesBottom` return its edges.
 * @param before first picture, RGBA
 * @param after second picture, RGBA
 * @param tolerance largest channel difference that is ignored, 0 to 255
 * @returns 1 if the pictures differ, otherwise 0
 */
export function changesFind(before: usize, after: usize, width: i32, height: i32, tolerance: i32): i32 {
  const tolerances = i8x16.splat(<i8>tolerance)
  left = width
  right = -1
  top = -1
  for (let y = 0; y < height; y++) {
    const row = <usize>y * <usize>width * 4
    const first = firstOf(before + row, after + row, width, tolerances)
    if (first === width) continue
    if (top < 0) top = y
    bottom = y
    left = min(left, first)
    right = max(right, lastOf(before + row, after + row, max(right + 1, first), width, tolerances))
  }
  return <i32>(top >= 0)
}

/** Returns the first column in the box that `changesFind` found. */
export function changesLeft(): i32 {
  return left
}

/** Returns the last column in the box that `changesFind` found. */
export function changesRight(): i32 {
  return right
}

/** Returns the first row in the box that `changesFind` found. */
export function changesTop(): i32 {
  return top
}

/** Returns the last row in the box that `changesFind` found. */
export function changesBottom(): i32 {
  return bottom
}
