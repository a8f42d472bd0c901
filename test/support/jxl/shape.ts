import type { BitWriter } from '../bytes/bit-writer.ts'

/** Header of a codestream and its frames (ISO/IEC 18181-1:2022, annexes D and F). */
export interface JxlShape {
  width?: number
  height?: number
  /** Replaces the size fields. */
  size?: (to: BitWriter) => void
  orientation?: number
  intrinsic?: boolean
  preview?: boolean
  animation?: { timecodes?: boolean }
  /** Bits of a sample, as an integer. */
  depth?: number
  float?: boolean
  /** Kinds of extra channels, whose fields are all written. */
  channels?: readonly number[]
  /** `true` for one alpha channel with all its defaults. */
  alpha?: boolean
  name?: string
  xyb?: boolean
  /** Replaces the color fields, whose default is sRGB. */
  color?: (to: BitWriter) => void
  toneMapping?: boolean
  /** Header extension's length in bits. */
  extension?: number
  /** `true` for matrix and weights that differ from the defaults. */
  transforms?: boolean
  frames?: readonly JxlFrame[]
}

export interface JxlFrame {
  /** 0: regular, 1: low frequency, 2: reference, 3: not shown while it arrives. */
  type?: number
  modular?: boolean
  flags?: number
  /** YCbCr, with the subsampling of its components. */
  sampling?: readonly [number, number, number]
  /** Binary logarithm of the upsampling factor. */
  upsampling?: number
  passes?: number
  /** Level of a low-frequency frame, 1 to 4. */
  level?: number
  /** Position and size for a frame that has its own. */
  area?: readonly [x: number, y: number, width: number, height: number]
  blend?: number
  duration?: number
  last?: boolean
  saved?: number
  name?: string
  /** `true` for filters that have all their fields. */
  filters?: boolean
  reordered?: boolean
  /** `true` if all fields have their defaults, which makes a still image. */
  plain?: boolean
  /** Lengths of the sections. */
  sections?: readonly number[]
}
