import type { BitReader } from '../bits.ts'
import { bits, readEnum, readU32, unpackSigned } from '../fields.ts'
import { JxlError } from '../jxl-error.ts'

/** Coordinates x and y of a color in the CIE 1931 diagram. */
export type Chromaticity = readonly [x: number, y: number]

/** Color encoding of the samples (ISO/IEC 18181-1:2022, E.2). */
export interface ColorEncoding {
  /** `true` if an ICC profile follows the image header. */
  readonly hasIcc: boolean
  readonly space: 'rgb' | 'gray' | 'xyb' | 'unknown'
  readonly white: Chromaticity
  readonly primaries: readonly [red: Chromaticity, green: Chromaticity, blue: Chromaticity]
  /** Transfer function's name, or a gamma curve's exponent, such as 1 / 2.2. */
  readonly transfer: 'sRGB' | 'linear' | '709' | 'PQ' | 'DCI' | 'HLG' | number
  /** 0 perceptual, 1 relative, 2 saturation, 3 absolute. */
  readonly intent: number
}

const SPACES = ['rgb', 'gray', 'xyb', 'unknown'] as const

const D65: Chromaticity = [0.3127, 0.329]

const SRGB_PRIMARIES: ColorEncoding['primaries'] = [
  [0.639998686, 0.330010138],
  [0.300003784, 0.600003357],
  [0.150002046, 0.059997204],
]

const WHITES: Readonly<Record<number, Chromaticity>> = {
  1: D65,
  10: [1 / 3, 1 / 3],
  11: [0.314, 0.351],
}

const PRIMARIES: Readonly<Record<number, ColorEncoding['primaries']>> = {
  1: SRGB_PRIMARIES,
  9: [
    [0.708, 0.292],
    [0.17, 0.797],
    [0.131, 0.046],
  ],
  11: [
    [0.68, 0.32],
    [0.265, 0.69],
    [0.15, 0.06],
  ],
}

const TRANSFERS = { 1: '709', 8: 'linear', 13: 'sRGB', 16: 'PQ', 17: 'DCI', 18: 'HLG' } as const

const CUSTOM = 2

export const SRGB: ColorEncoding = {
  hasIcc: false,
  space: 'rgb',
  white: D65,
  primaries: SRGB_PRIMARIES,
  transfer: 'sRGB',
  intent: 1,
}

const readCoordinate = (reader: BitReader): number =>
  unpackSigned(readU32(reader, bits(19), bits(19, 524_288), bits(20, 1_048_576), bits(21, 2_097_152))) / 1e6

const readChromaticity = (reader: BitReader): Chromaticity => [readCoordinate(reader), readCoordinate(reader)]

function readTransfer(reader: BitReader): ColorEncoding['transfer'] {
  if (!reader.bool()) {
    const code = readEnum(reader, 'transfer function', Object.keys(TRANSFERS).map(Number))
    return TRANSFERS[code as keyof typeof TRANSFERS]
  }
  const gamma = reader.read(24) / 1e7
  if (gamma <= 0 || gamma > 1) throw new JxlError(`the gamma is ${gamma}`)
  return gamma
}

/** Reads the color encoding (ISO/IEC 18181-1:2022, E.2). */
export function readColorEncoding(reader: BitReader): ColorEncoding {
  if (reader.bool()) return SRGB
  const hasIcc = reader.bool()
  const space = SPACES[readEnum(reader, 'color space', [0, 1, 2, 3])] ?? 'unknown'
  if (hasIcc) return { ...SRGB, hasIcc, space }
  let { white, primaries } = SRGB
  if (space !== 'xyb') {
    const code = readEnum(reader, 'white point', [1, CUSTOM, 10, 11])
    white = WHITES[code] ?? readChromaticity(reader)
  }
  if (space !== 'xyb' && space !== 'gray') {
    const code = readEnum(reader, 'primaries', [1, CUSTOM, 9, 11])
    primaries = PRIMARIES[code] ?? [
      readChromaticity(reader),
      readChromaticity(reader),
      readChromaticity(reader),
    ]
  }
  const transfer = space === 'xyb' ? 1 / 3 : readTransfer(reader)
  const intent = readEnum(reader, 'rendering intent', [0, 1, 2, 3])
  return { hasIcc, space, white, primaries, transfer, intent }
}
