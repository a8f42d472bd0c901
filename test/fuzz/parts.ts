import type { SeedFormat } from './seeds.ts'

const u16 = (file: Uint8Array, at: number) => ((file[at] ?? 0) << 8) | (file[at + 1] ?? 0)
const u32 = (file: Uint8Array, at: number) => u16(file, at) * 65_536 + u16(file, at + 2)
const le32 = (file: Uint8Array, at: number) =>
  (file[at] ?? 0) + (file[at + 1] ?? 0) * 256 + (file[at + 2] ?? 0) * 65_536 + (file[at + 3] ?? 0) * 2 ** 24

/** Returns the end of the part that starts at `at`, according to its length fields. */
type EndOf = (file: Uint8Array, at: number) => number

/**
 * Returns the end position for a JPEG marker and its segment. After SOS, the scan up to the next
 * marker other than RST is included.
 */
const segmentEnd: EndOf = (file, at) => {
  const marker = file[at + 1] ?? 0
  if (file[at] !== 0xff || marker === 0xd8 || marker === 0xd9) return at + 2
  const end = at + 2 + u16(file, at + 2)
  if (marker !== 0xda) return end
  for (let next = end; next < file.length; next++) {
    const after = file[next + 1] ?? 0
    if (file[next] === 0xff && after !== 0 && (after & 0xf8) !== 0xd0) return next
  }
  return file.length
}

const chunkEnd: EndOf = (file, at) => (at === 0 ? 8 : at + 12 + u32(file, at))

const riffEnd: EndOf = (file, at) => (at === 0 ? 12 : at + 8 + le32(file, at + 4) + (le32(file, at + 4) % 2))

const boxEnd: EndOf = (file, at) => at + u32(file, at)

const tableBytes = (packed: number) => (packed & 0x80 ? 3 << ((packed & 7) + 1) : 0)

const blockEnd: EndOf = (file, at) => {
  if (at === 0) return 13 + tableBytes(file[10] ?? 0)
  const kind = file[at]
  if (kind !== 0x21 && kind !== 0x2c) return at + 1
  let end = kind === 0x21 ? at + 2 : at + 11 + tableBytes(file[at + 9] ?? 0)
  while (end < file.length && file[end] !== 0) end += 1 + (file[end] ?? 0)
  return end + 1
}

const tagEnd: EndOf = (file, at) => {
  const end = file[at] === 0x3c ? file.indexOf(0x3e, at) + 1 : file.indexOf(0x3c, at)
  return end > 0 ? end : file.length
}

const ENDS: Readonly<Record<SeedFormat, EndOf>> = {
  jpeg: segmentEnd,
  png: chunkEnd,
  webp: riffEnd,
  avif: boxEnd,
  heic: boxEnd,
  gif: blockEnd,
  svg: tagEnd,
}

/**
 * Splits a file into segments, chunks, boxes, blocks or tags. The parts always join to the same
 * file, even if it is damaged.
 */
export function partsOf(format: SeedFormat, file: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = []
  for (let at = 0; at < file.length; ) {
    const end = Math.min(file.length, Math.max(at + 1, ENDS[format](file, at)))
    parts.push(file.subarray(at, end))
    at = end
  }
  return parts
}
