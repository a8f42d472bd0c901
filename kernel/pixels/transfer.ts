/**
 * Encodes linear light as 8-bit sRGB (IEC 61966-2-1). Every result is the exact value, correctly
 * rounded.
 */

/**
 * Index of the last cell in the table that encodes linear light. The range from 0 to 1 is divided
 * into 4096 cells. The transfer function's slope is at most 12.92 · 255 codes, so a cell contains
 * at most one step from a code to the next.
 */
const CELLS: f32 = 4095
/** Table with the 8-bit sRGB code at each cell's start. */
const CODES: usize = memory.data(4096)
/** Threshold table: for each sRGB code, the linear light from which the next code applies. */
const STEPS: usize = memory.data(1024, 16)
const NEVER: f32 = 2

function decode(value: f32): f32 {
  return value <= 0.04045 ? value / 12.92 : Mathf.pow((value + 0.055) / 1.055, 2.4)
}

/** Fills the tables that `encode` uses. Only the first call in an instance does anything. */
export function prepareEncode(): void {
  if (load<f32>(STEPS, 1020) === NEVER) return
  let cell = 0
  for (let code = 0; code < 255; code++) {
    const step = decode((<f32>code + 0.5) / 255)
    store<f32>(STEPS + 4 * code, step)
    const last = <i32>(step * CELLS)
    for (; cell <= last; cell++) store<u8>(CODES + cell, code)
  }
  for (; cell <= <i32>CELLS; cell++) store<u8>(CODES + cell, 255)
  store<f32>(STEPS, NEVER, 1020)
}

function encodeChannel(light: f32, cell: u32): u32 {
  const code: u32 = load<u8>(CODES + cell)
  return code + <u32>(light >= load<f32>(STEPS + 4 * code))
}

/**
 * Encodes a linear-light pixel as 8-bit sRGB. `prepareEncode` must have been called.
 * @param light linear R, G and B in the first three lanes; numbers below 0 and NaN count as 0,
 *   numbers above 1 as 1
 * @returns R in the lowest byte, then G and B; the highest byte is 0
 */
export function encode(light: v128): u32 {
  const limited = f32x4.pmin(f32x4.splat(1), f32x4.pmax(f32x4.splat(0), light))
  const cells = i32x4.trunc_sat_f32x4_s(f32x4.mul(limited, f32x4.splat(CELLS)))
  const r = encodeChannel(f32x4.extract_lane(limited, 0), i32x4.extract_lane(cells, 0))
  const g = encodeChannel(f32x4.extract_lane(limited, 1), i32x4.extract_lane(cells, 1))
  const b = encodeChannel(f32x4.extract_lane(limited, 2), i32x4.extract_lane(cells, 2))
  return r | (g << 8) | (b << 16)
}
