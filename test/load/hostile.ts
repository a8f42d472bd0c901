import { deflateSync } from 'node:zlib'
import { ihdr, join, jpeg, PNG_SIGNATURE, pngChunk, segment } from '../support/bytes/image-writers.ts'
import { randomNumbers } from '../support/properties/random.ts'

/** Makes a black PNG with one bit per pixel. 10,000 × 10,000 pixels take 12 kB. */
export function pngBomb(side: number): Uint8Array {
  const header = ihdr({ width: side, height: side, depth: 1, colorType: 0 })
  const pixels = deflateSync(new Uint8Array((1 + Math.ceil(side / 8)) * side), { level: 9 })
  return join(PNG_SIGNATURE, header, pngChunk('IDAT', pixels), pngChunk('IEND'))
}

/** Makes a JPEG of less than 200 bytes whose header claims 65,535 × 65,535 pixels. */
export const jpegBomb = (): Uint8Array =>
  jpeg({ width: 65_535, height: 65_535, components: 1, before: [segment(0xdb, new Uint8Array(120))] })

/**
 * Returns a file's first part.
 * @param share share of the bytes to keep
 */
export const cut = (file: Uint8Array, share: number): Uint8Array =>
  file.subarray(0, Math.floor(file.length * share))

/** Returns a copy of a file with 64 random bytes in its second half. */
export function damaged(file: Uint8Array, seed: number): Uint8Array {
  const bytes = Uint8Array.from(file)
  const [random, half] = [randomNumbers(seed), bytes.length >> 1]
  for (let i = 0; i < 64; i++) bytes[half + (random() % half)] = random() & 255
  return bytes
}
