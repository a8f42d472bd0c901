import { Failure } from '../../../errors.ts'
import { decodedExtents } from '../heif/decoded-items.ts'
import { HEIC } from './hevc-configuration.ts'

/** Slices of an item, which may lie over each other; files of phones have one. */
const MAX_SLICES = 64
/** NAL units of all items together. */
const MAX_UNITS = 100_000
/** Types from here on are no slices (ITU-T H.265, table 7-1). */
const NO_SLICE = 32

/** The bytes of parts that lie one after the other; they are asked for in order. */
function byteReader(parts: readonly Uint8Array[]): (at: number) => number | undefined {
  let index = 0
  let start = 0
  return (at) => {
    for (let part = parts[index]; part; part = parts[++index]) {
      if (at - start < part.length) return part[at - start]
      start += part.length
    }
    return undefined
  }
}

/** The NAL units of an item, each after its length in four bytes: type, and whether a slice is a picture's first one (7.3.6.1). */
function* nalUnits(parts: readonly Uint8Array[]): Generator<{ type: number; isFirst: boolean }> {
  const byteAt = byteReader(parts)
  for (let at = 0; ; ) {
    let length = 0
    for (const end = at + 4; at < end; at++) {
      const byte = byteAt(at)
      if (byte === undefined) return
      length = length * 256 + byte
    }
    // A shorter one has no slice.
    if (length > 2) yield { type: ((byteAt(at) ?? 0) >> 1) & 63, isFirst: (byteAt(at + 2) ?? 0) >= 0x80 }
    else yield { type: NO_SLICE, isFirst: false }
    at += length
  }
}

/**
 * Refuses an item of several pictures, all of which libde265 may decode before it gives one: those that are not for output
 * take few bytes.
 * @param file all of it
 * @param item the picture
 * @throws Failure unsupported, corrupt
 */
export function assertOnePicture(file: Uint8Array, item: number): void {
  let units = 0
  for (const extents of decodedExtents(file, HEIC, item)) {
    let [pictures, slices] = [0, 0]
    const parts = extents.map(({ at, length }) => file.subarray(at, at + length))
    for (const { type, isFirst } of nalUnits(parts)) {
      if (type < NO_SLICE) slices++
      if (type < NO_SLICE && isFirst) pictures++
      if (pictures > 1 || slices > MAX_SLICES || ++units > MAX_UNITS)
        throw new Failure(
          'unsupported',
          'HEIC: items of several pictures are not supported; save the image as a still HEIC',
        )
    }
  }
}
