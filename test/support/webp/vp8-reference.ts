import sharp from 'sharp'
import type { Plane } from '../jpeg/kernel.ts'

const clip = (value: number) => Math.max(0, Math.min(255, value >> 6))
const scaled = (value: number, factor: number) => (value * factor) >> 8

/**
 * Doubles a chroma row with the weights 9, 3, 3 and 1, from its own samples and the samples in row
 * `far`. It rounds like libwebp.
 */
function upsampled(near: Uint8Array, far: Uint8Array, width: number): Uint8Array {
  const out = new Uint8Array(width)
  const at = (row: Uint8Array, x: number) => row[x] ?? 0
  const end = near.length - 1
  out[0] = (3 * at(near, 0) + at(far, 0) + 2) >> 2
  for (let x = 1; x <= end; x++) {
    const [a, b, c, d] = [at(near, x - 1), at(near, x), at(far, x - 1), at(far, x)]
    const sum = a + b + c + d + 8
    out[2 * x - 1] = (((sum + 2 * (b + c)) >> 3) + a) >> 1
    if (2 * x < width) out[2 * x] = (((sum + 2 * (a + d)) >> 3) + b) >> 1
  }
  if (width % 2 === 0) out[width - 1] = (3 * at(near, end) + at(far, end) + 2) >> 2
  return out
}

/**
 * Converts planes to RGB like libwebp. The result shows any difference in a sample of Y, and most
 * differences in U and V.
 * @param planes planes Y, U and V in limited range
 */
export function rgbOf([luma, u, v]: readonly Plane[]): Uint8Array {
  if (!luma || !u || !v) throw new Error('there are three planes')
  const { width, height } = luma
  const out = new Uint8Array(3 * width * height)
  const row = ({ width, data }: Plane, y: number) => data.subarray(y * width, (y + 1) * width)
  for (let y = 0; y < height; y++) {
    const near = y >> 1
    const far = Math.max(0, Math.min(u.height - 1, y % 2 === 0 ? near - 1 : near + 1))
    const us = upsampled(row(u, near), row(u, far), width)
    const vs = upsampled(row(v, near), row(v, far), width)
    for (let x = 0; x < width; x++) {
      const light = scaled(luma.data[y * width + x] ?? 0, 19_077)
      const [b, r] = [us[x] ?? 0, vs[x] ?? 0]
      const at = 3 * (y * width + x)
      out[at] = clip(light + scaled(r, 26_149) - 14_234)
      out[at + 1] = clip(light - scaled(b, 6419) - scaled(r, 13_320) + 8708)
      out[at + 2] = clip(light + scaled(b, 33_050) - 17_685)
    }
  }
  return out
}

/** Decodes a WebP to RGB by libwebp. */
export async function rgbBySharp(file: Uint8Array): Promise<Uint8Array> {
  return Uint8Array.from(await sharp(file).removeAlpha().toColourspace('srgb').raw().toBuffer())
}
