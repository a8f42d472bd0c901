import type { ColorSource } from '../../picture/header.ts'
import type { Distributions, FieldReader } from './bits.ts'

const RGB = 0
const GRAY = 1
const XYB = 2
const SPACES = [RGB, GRAY, XYB, 3] as const

const D65 = 1
const CUSTOM = 2
const WHITES = [D65, CUSTOM, 10, 11] as const

const SRGB_PRIMARIES = 1
const P3 = 11
const PRIMARIES = [SRGB_PRIMARIES, CUSTOM, 9, P3] as const

const SRGB_TRANSFER = 13
const TRANSFERS = [1, 2, 8, SRGB_TRANSFER, 16, 17, 18] as const
const INTENTS = [0, 1, 2, 3] as const

/**
 * Code point for P3 with a D65 white point in ITU-T H.273, table 2. Code point 11 is P3 with the
 * cinema white point.
 */
const DISPLAY_P3 = 12

const GAMMA_BITS = 24

/** A codestream's colors, as far as its header describes them. */
export interface ColorEncoding {
  /** `true` if a compressed ICC profile follows the header. */
  readonly icc: boolean
  readonly isGray: boolean
  /** `undefined` for sRGB, and for colors that code points cannot describe. */
  readonly color: ColorSource | undefined
}

/** Colors if a header leaves them out. */
export const SRGB: ColorEncoding = { icc: false, isGray: false, color: undefined }

const COORDINATE: Distributions = [
  [0, 19],
  [524_288, 19],
  [1_048_576, 20],
  [2_097_152, 21],
]

function skipChromaticity(input: FieldReader): void {
  input.u32(COORDINATE)
  input.u32(COORDINATE)
}

function readWhite(input: FieldReader): number {
  const white = input.choice(WHITES)
  if (white === CUSTOM) skipChromaticity(input)
  return white
}

function readPrimaries(input: FieldReader): number {
  const primaries = input.choice(PRIMARIES)
  if (primaries === CUSTOM) for (let color = 0; color < 3; color++) skipChromaticity(input)
  return primaries
}

/** Returns a transfer function's code point; `undefined` if the function is an exponent. */
function readTransfer(input: FieldReader): number | undefined {
  if (!input.flag()) return input.choice(TRANSFERS)
  input.skip(GAMMA_BITS)
  return undefined
}

/**
 * Reads a ColorEncoding (ISO/IEC 18181-1:2022, E.2). Its code points are the ones in ITU-T H.273.
 * @throws Failure corrupt
 */
export function readColorEncoding(input: FieldReader): ColorEncoding {
  if (input.flag()) return SRGB
  const icc = input.flag()
  const space = input.choice(SPACES)
  const isGray = space === GRAY
  if (icc) return { icc, isGray, color: undefined }
  const white = space === XYB ? D65 : readWhite(input)
  const primaries = space === XYB || isGray ? SRGB_PRIMARIES : readPrimaries(input)
  const transfer = space === XYB ? undefined : readTransfer(input)
  input.choice(INTENTS)
  return { icc, isGray, color: codePoints(white, primaries, transfer) }
}

function codePoints(white: number, primaries: number, transfer: number | undefined): ColorSource | undefined {
  const isSrgb = primaries === SRGB_PRIMARIES && transfer === SRGB_TRANSFER
  if (isSrgb || white !== D65 || primaries === CUSTOM || transfer === undefined) return undefined
  return { kind: 'cicp', primaries: primaries === P3 ? DISPLAY_P3 : primaries, transfer }
}
