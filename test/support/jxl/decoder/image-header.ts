import type { BitReader } from './bits.ts'
import { type ColorEncoding, readColorEncoding, SRGB } from './color/color-encoding.ts'
import { bits, readEnum, readF16, readF16s, readName, readU32, skipExtensions, value } from './fields.ts'
import { JxlError } from './jxl-error.ts'

/** Sample format (ISO/IEC 18181-1:2022, D.3.5). */
export interface BitDepth {
  readonly bits: number
  /** Bits of the exponent; 0 for integers. */
  readonly exponentBits: number
}

export interface ExtraChannel {
  /** 0 for alpha (ISO/IEC 18181-1:2022, D.3). */
  readonly type: number
  readonly depth: BitDepth
  readonly dimShift: number
  readonly name: string
  /** `true` if colors are premultiplied with this alpha channel. */
  readonly premultiplied: boolean
}

/** Numbers that invert XYB (ISO/IEC 18181-1:2022, L.2). */
export interface OpsinInverse {
  readonly matrix: readonly number[]
  readonly biases: readonly number[]
  readonly quantBiases: readonly number[]
}

export interface ImageHeader {
  readonly width: number
  readonly height: number
  /** EXIF orientation, 1 to 8. */
  readonly orientation: number
  readonly depth: BitDepth
  readonly modular16: boolean
  readonly extra: readonly ExtraChannel[]
  readonly xyb: boolean
  readonly color: ColorEncoding
  readonly intensityTarget: number
  readonly opsin: OpsinInverse
}

/** Maximum number of samples in all channels, so that hostile headers do not allocate gigabytes. */
const MAX_SAMPLES = 1 << 26

const DEFAULT_OPSIN: OpsinInverse = {
  matrix: [
    11.031566901960783, -9.866943921568629, -0.16462299647058826, -3.254147380392157, 4.418770392156863,
    -0.16462299647058826, -3.6588512862745097, 2.7129230470588235, 1.9459282392156863,
  ],
  biases: Array<number>(3).fill(-0.0037930732552754493),
  quantBiases: [1 - 0.05465007330715401, 1 - 0.07005449891748593, 1 - 0.049935103337343655, 0.145],
}

/** Width for a height, by the ratios that a size header names (ISO/IEC 18181-1:2022, D.2). */
const RATIOS = [
  [1, 1],
  [12, 10],
  [4, 3],
  [3, 2],
  [16, 9],
  [5, 4],
  [2, 1],
] as const

const LENGTH = [bits(9, 1), bits(13, 1), bits(18, 1), bits(30, 1)] as const

function readSize(reader: BitReader): { width: number; height: number } {
  const isSmall = reader.bool()
  const length = () => (isSmall ? 8 * (reader.read(5) + 1) : readU32(reader, ...LENGTH))
  const height = length()
  const [numerator, denominator] = RATIOS[reader.read(3) - 1] ?? []
  if (numerator === undefined) return { width: length(), height }
  return { width: Math.floor((height * numerator) / denominator), height }
}

function readDepth(reader: BitReader): BitDepth {
  if (!reader.bool()) {
    return { bits: readU32(reader, value(8), value(10), value(12), bits(6, 1)), exponentBits: 0 }
  }
  const count = readU32(reader, value(32), value(16), value(24), bits(6, 1))
  return { bits: count, exponentBits: 1 + reader.read(4) }
}

function readExtraChannel(reader: BitReader): ExtraChannel {
  const plain = { type: 0, depth: { bits: 8, exponentBits: 0 }, dimShift: 0, name: '', premultiplied: false }
  if (reader.bool()) return plain
  const type = readEnum(reader, 'extra channel', [0, 1, 2, 3, 4, 5, 6, 16])
  const depth = readDepth(reader)
  const dimShift = readU32(reader, value(0), value(3), value(4), bits(3, 1))
  if (dimShift > 3) throw new JxlError(`an extra channel has the dim_shift ${dimShift}`)
  const name = readName(reader)
  const premultiplied = type === 0 && reader.bool()
  if (type === 2) readF16s(reader, 4)
  if (type === 5) readU32(reader, value(1), bits(2), bits(4, 3), bits(8, 19))
  return { type, depth, dimShift, name, premultiplied }
}

interface ExtraFields {
  readonly orientation: number
  readonly isExtra: boolean
}

/** Reads orientation, intrinsic size, preview and animation (ISO/IEC 18181-1:2022, D.3). */
function readExtraFields(reader: BitReader): ExtraFields {
  if (!reader.bool()) return { orientation: 1, isExtra: false }
  const orientation = 1 + reader.read(3)
  if (reader.bool()) readSize(reader)
  if (reader.bool()) throw new JxlError('previews are not supported')
  if (reader.bool()) throw new JxlError('animations are not supported')
  return { orientation, isExtra: true }
}

/** Reads the intensity target (ISO/IEC 18181-1:2022, D.3). */
function readToneMapping(reader: BitReader): number {
  if (reader.bool()) return 255
  const target = readF16(reader)
  readF16(reader)
  reader.bool()
  readF16(reader)
  if (target <= 0) throw new JxlError(`the intensity target is ${target}`)
  return target
}

function readMetadata(reader: BitReader): Omit<ImageHeader, 'width' | 'height' | 'opsin'> {
  const depth = { bits: 8, exponentBits: 0 }
  if (reader.bool()) {
    const rest = { extra: [], xyb: true, color: SRGB, intensityTarget: 255 }
    return { orientation: 1, depth, modular16: true, ...rest }
  }
  const { orientation, isExtra } = readExtraFields(reader)
  const own = readDepth(reader)
  const modular16 = reader.bool()
  const length = readU32(reader, value(0), value(1), bits(4, 2), bits(12, 1))
  const extra = Array.from({ length }, () => readExtraChannel(reader))
  const xyb = reader.bool()
  const color = readColorEncoding(reader)
  const intensityTarget = isExtra ? readToneMapping(reader) : 255
  skipExtensions(reader)
  return { orientation, depth: own, modular16, extra, xyb, color, intensityTarget }
}

function readOpsin(reader: BitReader): OpsinInverse {
  if (reader.bool()) return DEFAULT_OPSIN
  const [matrix, biases] = [readF16s(reader, 9), readF16s(reader, 3)]
  return { matrix, biases, quantBiases: readF16s(reader, 4) }
}

/** Reads numbers for the inverse of XYB, and skips weights for upsampling. */
function readTransformData(reader: BitReader, xyb: boolean): OpsinInverse {
  if (reader.bool()) return DEFAULT_OPSIN
  const opsin = xyb ? readOpsin(reader) : DEFAULT_OPSIN
  const mask = reader.read(3)
  for (const [bit, count] of [15, 55, 210].entries()) if ((mask & (1 << bit)) !== 0) readF16s(reader, count)
  return opsin
}

/** Reads the image header after the signature (ISO/IEC 18181-1:2022, D). */
export function readImageHeader(reader: BitReader): ImageHeader {
  const { width, height } = readSize(reader)
  const metadata = readMetadata(reader)
  const samples = width * height * (3 + metadata.extra.length)
  if (samples > MAX_SAMPLES || width === 0) throw new JxlError(`the size is ${width} × ${height}`)
  return { width, height, ...metadata, opsin: readTransformData(reader, metadata.xyb) }
}
