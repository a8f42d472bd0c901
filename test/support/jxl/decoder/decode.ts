import { BitReader, paddedView } from './bits.ts'
import { type Box, openFile } from './boxes.ts'
import { xybToSamples } from './color/xyb.ts'
import { ycbcrToRgb } from './color/ycbcr.ts'
import { decodeFrame } from './decode-frame.ts'
import { type FrameHeader, readFrameHeader } from './frame-header.ts'
import { layoutFrame } from './frame-layout.ts'
import { readIcc } from './icc-codec.ts'
import { type ImageHeader, readImageHeader } from './image-header.ts'
import { inSection, JxlError } from './jxl-error.ts'
import { orient, type Plane } from './plane.ts'
import type { SectionSize } from './sections.ts'
import type { Coefficients } from './vardct/coefficients.ts'

/** A decoded still image. */
export interface DecodedJxl {
  readonly header: ImageHeader
  readonly frame: FrameHeader
  /** Boxes of the container; none for a bare codestream. */
  readonly boxes: readonly Box[]
  readonly icc: Uint8Array | undefined
  /** Width and height after the orientation is applied. */
  readonly width: number
  readonly height: number
  /** One or three colors, then the extra channels, turned as the orientation says. */
  readonly planes: readonly Plane[]
  /** Quantized coefficients of frames with VarDCT, if they are asked for. */
  readonly coefficients: Coefficients | undefined
  readonly sections: readonly SectionSize[]
}

function toSamples(
  planes: readonly Plane[],
  image: ImageHeader,
  { transform }: FrameHeader,
): readonly Plane[] {
  const [a, b, c, ...extra] = planes
  if (transform === 'none' || !a || !b || !c) return planes
  if (transform === 'ycbcr') ycbcrToRgb([a, b, c])
  else xybToSamples([a, b, c], image)
  return image.color.space === 'gray' ? [a, ...extra] : planes
}

/**
 * Reads a JPEG XL file up to its first frame's header. The reader is then at the frame's table of
 * contents.
 * @throws JxlError
 */
export function openJxl(
  file: Uint8Array,
): Pick<DecodedJxl, 'header' | 'frame' | 'boxes' | 'icc'> & { readonly reader: BitReader } {
  const { boxes, codestream } = inSection('container', () => openFile(file))
  const reader = new BitReader(paddedView(codestream))
  const header = inSection('image header', () => {
    if (reader.read(16) !== 0x0aff) throw new JxlError('the signature is missing')
    return readImageHeader(reader)
  })
  const icc = header.color.hasIcc ? inSection('ICC profile', () => readIcc(reader)) : undefined
  const frame = inSection('frame header', () => {
    reader.align()
    return readFrameHeader(reader, header)
  })
  return { reader, boxes, header, icc, frame }
}

/**
 * Decodes a JPEG XL file with one frame (ISO/IEC 18181). The decoder judges Signet's encoder.
 * `coefficients` asks for the quantized coefficients, too.
 * @throws JxlError if the file is damaged, or uses a feature that Signet does not write. The
 * message begins with the section.
 */
export function decodeJxl(file: Uint8Array, { coefficients: keeps = false } = {}): DecodedJxl {
  const { reader, boxes, header, icc, frame } = openJxl(file)
  const decoded = decodeFrame(reader, { image: header, frame, layout: layoutFrame(header, frame) }, keeps)
  const planes = inSection('colors', () => toSamples(decoded.planes, header, frame))
  const turned = planes.map((plane) => orient(plane, header.orientation))
  const { width = 0, height = 0 } = turned[0] ?? {}
  const { coefficients, sections } = decoded
  return { header, frame, boxes, icc, width, height, planes: turned, coefficients, sections }
}

/** Rounds planes to integers of `bits` bits, and interleaves them. */
export function interleave({ planes, width, height }: DecodedJxl, bits: number): Uint8Array | Uint16Array {
  const length = planes.length * width * height
  const result = bits > 8 ? new Uint16Array(length) : new Uint8Array(length)
  const max = 2 ** bits - 1
  for (const [channel, { data }] of planes.entries()) {
    for (let at = 0, to = channel; to < length; at++, to += planes.length) {
      result[to] = Math.round(Math.max(0, Math.min(1, data[at] as number)) * max)
    }
  }
  return result
}
