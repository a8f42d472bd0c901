import { jxlEncoder } from '../../../src/engine/wasm/jxl-encoder.ts'
import { bytes, kernel } from '../kernel/kernel.ts'

/** Color encodings, as in `kernel/jxl/image-header.ts`. */
export const COLOR = { srgb: 0, displayP3: 1, gray: 2, iccRgb: 3, iccGray: 4 } as const

/** A picture for the lossless encoder. */
export interface LosslessPicture {
  readonly width: number
  readonly height: number
  /** RGBA without gaps. Samples of 16 bits have the lower byte first. */
  readonly data: Uint8Array
  readonly bits?: 8 | 16
  readonly color?: number
  readonly orientation?: number
  readonly icc?: Uint8Array
  /** 0 for the fast encoder, 1 for the thorough one. */
  readonly effort?: number
}

/** Encodes a picture without loss, and returns the codestream. */
export function encodeJxlLossless(picture: LosslessPicture, wasm = kernel()): Buffer {
  const { width, height, data, bits = 8, color = COLOR.srgb, orientation = 1, icc, effort = 0 } = picture
  const encoder = jxlEncoder(wasm)
  if (encoder.jxlLosslessOpen(width, height, bits, icc?.length ?? 0, effort) !== 0) throw new Error('refused')
  const at = wasm.alloc(data.length)
  const profile = icc ? wasm.alloc(icc.length) : 0
  bytes(wasm, at, data.length).set(data)
  if (icc) bytes(wasm, profile, icc.length).set(icc)
  const length = encoder.jxlLosslessPicture(at, color, orientation, profile)
  if (length < 0) throw new Error(`status ${length}`)
  const pieces: Buffer[] = []
  for (let size = encoder.jxlLosslessNext(); size > 0; size = encoder.jxlLosslessNext()) {
    if (size > 65_536) throw new Error(`a piece of ${size} bytes`)
    pieces.push(Buffer.from(bytes(wasm, encoder.jxlLosslessOutput(), size)))
  }
  const file = Buffer.concat(pieces)
  if (file.length !== length) throw new Error(`${file.length} bytes instead of ${length}`)
  return file
}
