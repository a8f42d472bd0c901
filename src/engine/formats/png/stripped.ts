import { crc32 } from 'node:zlib'
import { hasText, u32be } from '../../bytes/bytes.ts'
import { openReader } from '../../bytes/reader.ts'
import {
  CHUNK_CHECKSUM,
  CHUNK_HEAD,
  chunks,
  FIRST_CHUNK,
  GRAY,
  PALETTE,
  RGB,
  SECOND_CHUNK,
  SIGNATURE,
} from './chunks.ts'

/** Chunk order that a stripped file must have. Consecutive IDAT chunks count as one. */
const ORDER = /^IHDR(?: sRGB| gAMA)*(?: PLTE)?(?: tRNS)? IDAT IEND$/

const MAX_RUNS = 7

/** gAMA value for sRGB, in units of 1/100,000 (PNG 11.3.2.5). */
const SRGB_GAMMA = 45455

/**
 * Implements `isStripped`: `true` if a file is a PNG with nothing but one picture, which has at
 * most 8 bits per sample.
 */
export function isStrippedPng(file: Uint8Array): boolean {
  if (!hasText(file, 0, SIGNATURE)) return false
  const runs: string[] = []
  const ihdr = file.subarray(FIRST_CHUNK + CHUNK_HEAD, SECOND_CHUNK - CHUNK_CHECKSUM)
  let end = FIRST_CHUNK
  for (const { type, at, length } of chunks(openReader(file, true))) {
    const checksum = at + length
    end = checksum + CHUNK_CHECKSUM
    if (end > file.length || crc32(file.subarray(at - 4, checksum)) !== u32be(file, checksum)) return false
    if (!describesPictureOnly(type, file.subarray(at, checksum), ihdr)) return false
    if (type !== 'IDAT' || runs.at(-1) !== 'IDAT') runs.push(type)
    if (runs.length > MAX_RUNS) return false
  }
  return end === file.length && ORDER.test(runs.join(' ')) && new Set(runs).size === runs.length
}

function describesPictureOnly(type: string, data: Uint8Array, ihdr: Uint8Array): boolean {
  const [depth, colorType, compression, filter, interlace] = ihdr.subarray(8)
  switch (type) {
    case 'IHDR':
      return data.length === 13 && depth !== 16 && compression === 0 && filter === 0 && (interlace ?? 2) < 2
    case 'sRGB':
      return data.length === 1
    case 'gAMA':
      return data.length === 4 && u32be(data, 0) === SRGB_GAMMA
    case 'PLTE':
      return colorType === PALETTE && data.length <= 768 && data.length % 3 === 0
    case 'tRNS':
      if (colorType === PALETTE) return data.length <= 256
      return (colorType === GRAY && data.length === 2) || (colorType === RGB && data.length === 6)
    case 'IDAT':
      return true
    default:
      return type === 'IEND' && data.length === 0
  }
}
