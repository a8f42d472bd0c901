/**
 * Converts Y, Cb and Cr of any matrix and range (ITU-T H.273, 8.3). The caller gives the weights.
 */

function level(value: f32): u8 {
  return <u8>max<f32>(0, min<f32>(255, value + 0.5))
}

/**
 * Converts Y, Cb and Cr to opaque RGBA, rounded and clipped:
 * - R = luma · (Y - dark) + redCr · (Cr - 128)
 * - G = luma · (Y - dark) + greenCb · (Cb - 128) + greenCr · (Cr - 128)
 * - B = luma · (Y - dark) + blueCb · (Cb - 128)
 * @param count samples in each plane
 * @param out receives 4 · count bytes
 */
export function weightedToRgba(
  y: usize,
  cb: usize,
  cr: usize,
  count: usize,
  out: usize,
  luma: f32,
  dark: f32,
  redCr: f32,
  greenCb: f32,
  greenCr: f32,
  blueCb: f32,
): void {
  for (let at: usize = 0; at < count; at++) {
    const light = luma * (<f32>load<u8>(y + at) - dark)
    const u = <f32>load<u8>(cb + at) - 128
    const v = <f32>load<u8>(cr + at) - 128
    const to = out + 4 * at
    store<u8>(to, level(light + redCr * v))
    store<u8>(to, level(light + greenCb * u + greenCr * v), 1)
    store<u8>(to, level(light + blueCb * u), 2)
    store<u8>(to, 255, 3)
  }
}
