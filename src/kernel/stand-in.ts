function clamp(v: i32): u8 {
  return <u8>(v < 0 ? 0 : v > 255 ? 255 : v)
}
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
      store<u8>(p, <u8>(((255 - <i32>load<u8>(p)) * (255 - kk)) / 255))
    }
  }
}
export function rgbaToYcc(
  rgba: usize,
  width: i32,
  height: i32,
  y: usize,
  cb: usize,
  cr: usize,
  sub: i32,
): void {
  const cw = sub ? (width + 1) >> 1 : width,
    ch = sub ? (height + 1) >> 1 : height
  for (let i = 0; i < width * height; i++) {
    const r = <i32>load<u8>(rgba + (i << 2)),
      g = <i32>load<u8>(rgba + (i << 2) + 1),
      b = <i32>load<u8>(rgba + (i << 2) + 2)
    store<u8>(y + i, clamp((19595 * r + 38470 * g + 7471 * b + 32768) >> 16))
  }
  for (let v = 0; v < ch; v++)
    for (let u = 0; u < cw; u++) {
      let r = 0,
        g = 0,
        b = 0
      for (let k = 0; k < 4; k++) {
        const px = sub ? min(width - 1, u * 2 + (k & 1)) : u,
          py = sub ? min(height - 1, v * 2 + (k >> 1)) : v
        const p = rgba + ((py * width + px) << 2)
        r += load<u8>(p)
        g += load<u8>(p + 1)
        b += load<u8>(p + 2)
      }
      store<u8>(cb + v * cw + u, clamp(((-11059 * r - 21709 * g + 32768 * b + 131072) >> 18) + 128))
      store<u8>(cr + v * cw + u, clamp(((32768 * r - 27439 * g - 5329 * b + 131072) >> 18) + 128))
    }
}
export function premultiply(rgba: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    const p = rgba + (i << 2),
      a = <i32>load<u8>(p + 3)
    if (a != 255) for (let c = 0; c < 3; c++) store<u8>(p + c, <u8>((<i32>load<u8>(p + c) * a + 127) / 255))
  }
}
export function unpremultiply(rgba: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    const p = rgba + (i << 2),
      a = <i32>load<u8>(p + 3)
    if (a != 255)
      for (let c = 0; c < 3; c++) store<u8>(p + c, a ? clamp((<i32>load<u8>(p + c) * 255 + (a >> 1)) / a) : 0)
  }
}
export function flatten(rgba: usize, count: i32, r: i32, g: i32, b: i32): void {
  for (let i = 0; i < count; i++) {
    const p = rgba + (i << 2),
      a = <i32>load<u8>(p + 3)
    for (let c = 0; c < 3; c++) {
      const u = c == 0 ? r : c == 1 ? g : b
      store<u8>(p + c, <u8>((u * (255 - a) + <i32>load<u8>(p + c) * a + 127) / 255))
    }
    store<u8>(p + 3, 255)
  }
}
export function turnPlane(
  src: usize,
  width: i32,
  height: i32,
  bytes: i32,
  swap: i32,
  mx: i32,
  my: i32,
  out: usize,
): void {
  const ow = swap ? height : width,
    oh = swap ? width : height
  for (let y = 0; y < oh; y++)
    for (let x = 0; x < ow; x++) {
      const u = mx ? ow - 1 - x : x,
        v = my ? oh - 1 - y : y
      const sx = swap ? v : u,
        sy = swap ? u : v
      if (bytes == 4) store<u32>(out + ((y * ow + x) << 2), load<u32>(src + ((sy * width + sx) << 2)))
      else store<u8>(out + y * ow + x, load<u8>(src + sy * width + sx))
    }
}
function yccToRgba(y: usize, cb: usize, cr: usize, count: i32, out: usize): void {
  for (let i = 0; i < count; i++) {
    const l = (<i32>load<u8>(y + i)) << 16
    const b = <i32>load<u8>(cb + i) - 128
    const r = <i32>load<u8>(cr + i) - 128
    store<u8>(out + (i << 2), clamp((l + 91881 * r + 32768) >> 16))
    store<u8>(out + (i << 2) + 1, clamp((l - 22554 * b - 46802 * r + 32768) >> 16))
    store<u8>(out + (i << 2) + 2, clamp((l + 116130 * b + 32768) >> 16))
    store<u8>(out + (i << 2) + 3, 255)
  }
}
