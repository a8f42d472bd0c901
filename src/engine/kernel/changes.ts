/** Where two pictures of RGBA of the same size differ. */

let left: i32 = 0
let right: i32 = 0
let top: i32 = 0
let bottom: i32 = 0

/** Whether samples differ by more than the tolerance of their lane. */
export function differ(one: v128, other: v128, tolerances: v128): bool {
  const difference = v128.or(i8x16.sub_sat_u(one, other), i8x16.sub_sat_u(other, one))
  return v128.any_true(i8x16.sub_sat_u(difference, tolerances))
}

/** Of four pixels. */
function differAt(before: usize, after: usize, x: i32, tolerances: v128): bool {
  const at = <usize>x * 4
  return differ(v128.load(before + at), v128.load(after + at), tolerances)
}

function pixelDiffers(before: usize, after: usize, x: i32, tolerances: v128): bool {
  const at = <usize>x * 4
  return differ(i32x4.splat(load<i32>(before + at)), i32x4.splat(load<i32>(after + at)), tolerances)
}

/** The first pixel of a row that differs, or `width`. */
function firstOf(before: usize, after: usize, width: i32, tolerances: v128): i32 {
  let x = 0
  while (x + 4 <= width && !differAt(before, after, x, tolerances)) x += 4
  while (x < width && !pixelDiffers(before, after, x, tolerances)) x++
  return x
}

/** The last pixel of a row from `from` on that differs, or less than `from`. */
function lastOf(before: usize, after: usize, from: i32, width: i32, tolerances: v128): i32 {
  let x = width - 1
  while (x - 3 >= from && !differAt(before, after, x - 3, tolerances)) x -= 4
  while (x >= from && !pixelDiffers(before, after, x, tolerances)) x--
  return x
}

/**
 * Finds the box in which two pictures differ: see `changesLeft` and those that follow.
 * @param before pixels of 4 bytes
 * @param tolerance a difference of a channel up to this does not count, 0 to 255
 * @returns whether there is one, 0 or 1
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

/** The first column with a change. */
export function changesLeft(): i32 {
  return left
}

/** The last one. */
export function changesRight(): i32 {
  return right
}

/** The first row with a change. */
export function changesTop(): i32 {
  return top
}

/** The last one. */
export function changesBottom(): i32 {
  return bottom
}
