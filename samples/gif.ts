import { ascii } from '../src/engine/bytes/bytes.ts'
import { join } from '../src/engine/bytes/join.ts'
import type { Box, Size } from '../src/engine/picture/size.ts'

type Color = readonly [r: number, g: number, b: number]

/** One image in an animation: the box that changes on the screen. */
export interface Drawing {
  readonly box: Box
  /** Index into the palette for each pixel in the box. */
  readonly indices: Uint8Array
}

const CODE_BITS = 8
const CLEAR = 1 << CODE_BITS
const END = CLEAR + 1
const MAX_CODES = 4096

const le16 = (value: number) => [value & 255, value >> 8]

/** Compresses with GIF's LZW (GIF89a, appendix F). Every code is an 8-bit literal. */
function compress(indices: Uint8Array): Uint8Array {
  const bytes: number[] = []
  let bits = 0
  let count = 0
  let strings = new Map<number, number>()
  let next = END + 1
  let width = CODE_BITS + 1

  function write(code: number): void {
    bits |= code << count
    for (count += width; count >= 8; count -= 8) {
      bytes.push(bits & 255)
      bits >>>= 8
    }
  }

  function clear(): void {
    write(CLEAR)
    strings = new Map()
    next = END + 1
    width = CODE_BITS + 1
  }

  clear()
  let string = indices[0] ?? 0
  for (const index of indices.subarray(1)) {
    const key = string * 256 + index
    const known = strings.get(key)
    if (known !== undefined) {
      string = known
      continue
    }
    write(string)
    strings.set(key, next)
    if (next++ === 1 << width) width++
    if (next === MAX_CODES) clear()
    string = index
  }
  write(string)
  write(END)
  if (count > 0) bytes.push(bits)
  return Uint8Array.from(bytes)
}

/**
 * Splits data into sub-blocks: a length up to 255, then as many bytes, repeatedly (GIF89a, section
 * 15).
 */
function subBlocks(data: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = []
  for (let at = 0; at < data.length; at += 255) {
    const piece = data.subarray(at, at + 255)
    pieces.push(Uint8Array.of(piece.length), piece)
  }
  return join([...pieces, Uint8Array.of(0)])
}

/**
 * Writes an animation that loops for ever.
 * @param palette up to 256 colors
 * @param time each frame's duration in hundredths of a second
 */
export function animatedGif(
  { width, height }: Size,
  palette: readonly Color[],
  drawings: readonly Drawing[],
  time: number,
): Uint8Array<ArrayBuffer> {
  const colors = new Uint8Array(3 * 256)
  colors.set(palette.flat())
  const images = drawings.flatMap(({ box, indices }) => [
    Uint8Array.of(0x21, 0xf9, 4, 0, ...le16(time), 0, 0),
    Uint8Array.of(0x2c, ...[box.x, box.y, box.width, box.height].flatMap(le16), 0, CODE_BITS),
    subBlocks(compress(indices)),
  ])
  return join([
    ascii('GIF89a'),
    Uint8Array.of(...le16(width), ...le16(height), 0xf7, 0, 0),
    colors,
    Uint8Array.of(0x21, 0xff, 11),
    ascii('NETSCAPE2.0'),
    Uint8Array.of(3, 1, 0, 0, 0),
    ...images,
    Uint8Array.of(0x3b),
  ])
}
