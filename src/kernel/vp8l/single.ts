/** A pixel in the lowest lanes of a vector, the others 0. */
export function single(at: usize): v128 {
  return i32x4.replace_lane(i32x4.splat(0), 0, load<i32>(at))
}
