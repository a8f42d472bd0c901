import { createHash } from 'node:crypto'
import type { Size } from '../../src/engine/picture/size.ts'

/** Parses the digests of libwebp's test data. The keys are the file names that `dwebp` writes. */
export function readDigests(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/))
  return new Map(lines.flatMap(([digest, name]) => (digest && name ? [[name, digest] as const] : [])))
}

const digestOf = (parts: readonly (Uint8Array | string)[]) => {
  const hash = createHash('md5')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

/** Returns the MD5 digest of the file that `dwebp -pam` writes for a picture (RGBA). */
export const digestOfPam = ({ width, height }: Size, rgba: Uint8Array): string =>
  digestOf([`P7\nWIDTH ${width}\nHEIGHT ${height}\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n`, rgba])

/** Returns the MD5 digest of the file that `dwebp -ppm` writes for a picture (RGB). */
export function digestOfPpm({ width, height }: Size, rgba: Uint8Array): string {
  return digestOf([`P6\n${width} ${height}\n255\n`, rgba.filter((_, at) => at % 4 < 3)])
}

/**
 * Returns the MD5 digest of the file that `dwebp -pgm` writes for planes: Y, below it Cb and Cr
 * side by side, below them alpha. All rows have an even length.
 */
export function digestOfPgm(
  { width, height }: Size,
  [y, cb, cr]: readonly Uint8Array[],
  alpha: Uint8Array | undefined,
): string {
  const [wide, high] = [Math.ceil(width / 2), Math.ceil(height / 2)]
  const lines = high + height * (alpha ? 2 : 1)
  const padding = new Uint8Array(width % 2)
  const row = (plane: Uint8Array | undefined, at: number, length: number) =>
    plane?.subarray(at * length, (at + 1) * length) ?? new Uint8Array()
  const full = (plane: Uint8Array | undefined) =>
    Array.from({ length: height }, (_, at) => [row(plane, at, width), padding]).flat()
  const chroma = Array.from({ length: high }, (_, at) => [row(cb, at, wide), row(cr, at, wide)]).flat()
  return digestOf([`P5\n${2 * wide} ${lines}\n255\n`, ...full(y), ...chroma, ...(alpha ? full(alpha) : [])])
}
