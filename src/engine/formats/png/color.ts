import { inflateSync } from 'node:zlib'
import type { ByteReader } from '../../bytes/reader.ts'
import type { Chromaticities, Chromaticity, ColorSource } from '../../picture/header.ts'
import { MAX_PROFILE } from '../icc.ts'

const COLOR_CHUNKS = ['cICP', 'iCCP', 'sRGB', 'gAMA', 'cHRM'] as const
type ColorChunk = (typeof COLOR_CHUNKS)[number]

/**
 * Contents of the chunks that describe colors. If a type appears several times, the first one
 * counts.
 */
export type ColorChunks = Map<ColorChunk, ByteReader>

/** `true` for chunk types that describe colors. */
export function isColorChunk(type: string): type is ColorChunk {
  return COLOR_CHUNKS.some((name) => name === type)
}

/**
 * Reads a PNG's colors (PNG, third edition, 4.3). cICP overrides iCCP, iCCP overrides sRGB, and
 * sRGB overrides gAMA and cHRM. Chunks that are not valid are ignored.
 */
export function readColor(chunks: ColorChunks): { icc: boolean; color: ColorSource | undefined } {
  const icc = chunks.has('iCCP')
  const color = readCicp(chunks.get('cICP')) ?? readProfile(chunks.get('iCCP'))
  if (color || chunks.has('sRGB')) return { icc, color }
  const gamma = readGamma(chunks.get('gAMA'))
  const chromaticities = readChromaticities(chunks.get('cHRM'))
  return { icc, color: gamma || chromaticities ? { kind: 'gamma', gamma, chromaticities } : undefined }
}

/**
 * Reads cICP (11.3.2.6): two code points, the matrix, which must be RGB (0), and the range, which
 * must be full (1).
 */
function readCicp(cicp: ByteReader | undefined): ColorSource | undefined {
  if (cicp?.length !== 4 || cicp.u8(2) !== 0 || cicp.u8(3) !== 1) return undefined
  return { kind: 'cicp', primaries: cicp.u8(0), transfer: cicp.u8(1) }
}

const MAX_NAME = 79

/**
 * Reads iCCP (11.3.2.3): a name, a zero byte, the compression method, which is 0, and a zlib
 * stream.
 */
function readProfile(iccp: ByteReader | undefined): ColorSource | undefined {
  if (!iccp) return undefined
  let end = 0
  while (end < MAX_NAME && iccp.reaches(end + 1) && iccp.u8(end) !== 0) end++
  if (!iccp.reaches(end + 2) || iccp.u16be(end) !== 0) return undefined
  try {
    const deflated = iccp.bytes(end + 2, iccp.length - end - 2)
    const profile = inflateSync(deflated, { maxOutputLength: MAX_PROFILE })
    return { kind: 'icc', profile: new Uint8Array(profile) }
  } catch {
    return undefined
  }
}

/** Reads gAMA (11.3.2.2), which is stored in units of 1/100,000. */
function readGamma(gama: ByteReader | undefined): number | undefined {
  const gamma = gama?.length === 4 ? gama.u32be(0) / 100_000 : 0
  return gamma > 0 ? gamma : undefined
}

/** Reads cHRM (11.3.2.1), which is stored in units of 1/100,000. */
function readChromaticities(chrm: ByteReader | undefined): Chromaticities | undefined {
  if (chrm?.length !== 32) return undefined
  const at = (from: number): Chromaticity => [chrm.u32be(from) / 100_000, chrm.u32be(from + 4) / 100_000]
  return { white: at(0), red: at(8), green: at(16), blue: at(24) }
}
