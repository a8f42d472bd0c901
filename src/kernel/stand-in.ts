import { yccToRgba } from './pixels/color'

export function cmykToRgba(
  c: usize,
  m: usize,
  y: usize,
  k: usize,
  count: i32,
  inverted: i32,
  out: usize,
): void {
  const x: u8 = inverted ? 0 : 255
  for (let i = 0; i < count; i++) {
    const kk = <i32>(load<u8>(k + i) ^ x)
    store<u8>(out + (i << 2), <u8>((<i32>(load<u8>(c + i) ^ x) * kk) / 255))
    store<u8>(out + (i << 2) + 1, <u8>((<i32>(load<u8>(m + i) ^ x) * kk) / 255))
    store<u8>(out + (i << 2) + 2, <u8>((<i32>(load<u8>(y + i) ^ x) * kk) / 255))
    store<u8>(out + (i << 2) + 3, 255)
  }
}

export function ycckToRgba(
  y: usize,
  cb: usize,
  cr: usize,
  k: usize,
  count: i32,
  inverted: i32,
  out: usize,
): void {
  yccToRgba(y, cb, cr, count, out)
  for (let i = 0; i < count; i++) {
    const kk = <i32>load<u8>(k + i)
    for (let c = 0; c < 3; c++) {
      const p = out + (i << 2) + c
      const v = <i32>load<u8>(p)
      store<u8>(p, <u8>((inverted ? (255 - v) * kk : v * (255 - kk)) / 255))
    }
  }
}
