import { crc32 } from 'node:zlib'
import { afterPrefix, fourCharacters, u32be } from '../../bytes/bytes.ts'

const SIGNATURE = '\x89PNG\r\n\x1a\n'

/** The chunks that a file may consist of, in this order; IDAT stands for one or more. */
const ORDER = /^IHDR(?: sRGB| gAMA)*(?: PLTE)?(?: tRNS)? IDAT IEND$/

/** More runs of chunks than that are in no such order. */
const MAX_RUNS = 7

/** PNG's exponent for sRGB, in hundred-thousandths (PNG 11.3.2.5). */
const SRGB_GAMMA = 45455

/** Colour types (PNG 11.2.1). */
const GRAY = 0
const RGB = 2
const PALETTE = 3

/** Whether a file is a PNG of one picture of at most eight bits a sample, and nothing else; see `isBare`. */
export function isStrippedPng(file: Uint8Array): boolean {
  if (afterPrefix(file, SIGNATURE) === undefined) return false
  const runs: string[] = []
  const ihdr = file.subarray(16, 29)
  let at = SIGNATURE.length
  while (at + 12 <= file.length) {
    const type = fourCharacters(file, at + 4)
    const end = at + 8 + u32be(file, at)
    if (end + 4 > file.length || crc32(file.subarray(at + 4, end)) !== u32be(file, end)) return false
    if (!isPlain(type, file.subarray(at + 8, end), ihdr)) return false
    if (type !== 'IDAT' || runs.at(-1) !== 'IDAT') runs.push(type)
    if (runs.length > MAX_RUNS) return false
    at = end + 4
  }
  return at === file.length && ORDER.test(runs.join(' ')) && new Set(runs).size === runs.length
}

/** Whether a chunk is as long and says what it must, in an image with this IHDR. */
function isPlain(type: string, data: Uint8Array, ihdr: Uint8Array): boolean {
  const [depth, colourType, compression, filter, interlace] = ihdr.subarray(8)
  switch (type) {
    case 'IHDR':
      return data.length === 13 && depth !== 16 && compression === 0 && filter === 0 && (interlace ?? 2) < 2
    case 'sRGB':
      return data.length === 1
    case 'gAMA':
      return data.length === 4 && u32be(data, 0) === SRGB_GAMMA
    case 'PLTE':
      return colourType === PALETTE && data.length <= 768 && data.length % 3 === 0
    case 'tRNS':
      if (colourType === PALETTE) return data.length <= 256
      return (colourType === GRAY && data.length === 2) || (colourType === RGB && data.length === 6)
    case 'IDAT':
      return true
    default:
      return type === 'IEND' && data.length === 0
  }
}
