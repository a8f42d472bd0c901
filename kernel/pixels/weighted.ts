/**
 * Converts Y, Cb and Cr with any matrix and range (ITU-T H.273, 8.3). The caller gives the weights.
 */

function level(value: f32): u8 {
  return <u8>max<f32>(0, min<f32>(255, value + 0.5))
}

/** Parameters for `weightedToRgba`. The fields after `out` are the weights in its formula. */
@unmanaged
class WeightedRow {
  y: usize
  cb: usize
  cr: usize
  /** Samples in each plane. */
  count: usize
  /** Receives 4 · count bytes. */
  out: usize
  luma: f32
  dark: f32
  redCr: f32
  greenCb: f32
  greenCr: f32
  blueCb: f32
}

/**
 * Converts Y, Cb and Cr to opaque RGBA with the given weights, rounded. R, for example, is redCr ·
 * (Cr - 128) + luma · (Y - dark).
 */
export function weightedToRgba(values: WeightedRow): void {
  const y = values.y
  const cb = values.cb
  const cr = values.cr
  const count = values.count
  const out = values.out
  const luma = values.luma
  const dark = values.dark
  const redCr = values.redCr
  const greenCb = values.greenCb
  const greenCr = values.greenCr
  const blueCb = values.blueCb
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
