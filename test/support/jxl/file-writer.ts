import { box } from '../avif/writer.ts'
import { type BitWriter, bitWriter } from '../bytes/bit-writer.ts'
import { be32, join, type Part } from '../bytes/image-writers.ts'
import { choice, flag, u32, u64, writeName, zeros } from './fields.ts'
import { writeFrame } from './frame-writer.ts'
import type { JxlShape } from './shape.ts'

/** First box of a file with boxes, and its file type (ISO/IEC 18181-2, 9.1 and 9.2). */
export const JXL_BEGINNING: Uint8Array = join(
  box('JXL ', '\r\n\x87\n'),
  box('ftyp', join('jxl ', be32(0), 'jxl ')),
)

const side = (to: BitWriter, value: number) =>
  value <= 512 ? u32(to, 0, value - 1, 9) : u32(to, 3, value - 1, 30)

function writeDepth(to: BitWriter, depth: number, float = false): void {
  flag(to, float)
  u32(to, 3, depth - 1, 6)
  if (float) to.number(7, 4)
}

function writeChannel(to: BitWriter, kind: number, name?: string): void {
  flag(to, false)
  choice(to, kind)
  writeDepth(to, 8)
  u32(to, 0)
  writeName(to, name)
  if (kind === 0) flag(to, true)
  if (kind === 2) zeros(to, 4)
  if (kind === 5) u32(to, 3, 0, 8)
}

const isExtended = ({ orientation = 1, intrinsic, preview, animation, toneMapping }: JxlShape) =>
  orientation !== 1 || intrinsic || preview || animation !== undefined || toneMapping

function writeExtraFields(to: BitWriter, shape: JxlShape): void {
  to.number((shape.orientation ?? 1) - 1, 3)
  flag(to, shape.intrinsic)
  if (shape.intrinsic) flag(to, true).number(3, 5).number(1, 3)
  flag(to, shape.preview)
  if (shape.preview) u32(flag(to, true), 2, 0, 5).number(1, 3)
  flag(to, shape.animation)
  if (!shape.animation) return
  u32(to, 0)
  u32(to, 0)
  u32(to, 0)
  flag(to, shape.animation.timecodes)
}

function writeTransforms(to: BitWriter, { transforms, xyb = true }: JxlShape): void {
  flag(to, !transforms)
  if (!transforms) return
  if (xyb) {
    flag(to, false)
    zeros(to, 16)
  }
  to.number(5, 3)
  zeros(to, 15 + 210)
}

/** Writes the header of a codestream, with its signature. */
function writeHeader(to: BitWriter, shape: JxlShape): void {
  const { width = 40, height = 30, depth = 8, float, channels = [], alpha, xyb = true } = shape
  to.number(0xff, 8).number(0x0a, 8)
  if (shape.size) shape.size(to)
  else {
    flag(to, false)
    side(to, height).number(0, 3)
    side(to, width)
  }
  flag(to, false)
  flag(to, isExtended(shape))
  if (isExtended(shape)) writeExtraFields(to, shape)
  writeDepth(to, depth, float)
  flag(to, true)
  const count = channels.length + (alpha ? 1 : 0)
  if (count < 2) u32(to, count)
  else u32(to, 3, count - 1, 12)
  if (alpha) flag(to, true)
  for (const kind of channels) writeChannel(to, kind, shape.name)
  flag(to, xyb)
  if (shape.color) shape.color(to)
  else flag(to, true)
  if (isExtended(shape)) {
    flag(to, !shape.toneMapping)
    if (shape.toneMapping) to.number(0, 16).number(0, 16).number(0, 1).number(0, 16)
  }
  if (shape.extension === undefined) u64(to, 0)
  else {
    u64(to, 5)
    u64(to, 0)
    u64(to, shape.extension)
    for (let bit = 0; bit < shape.extension; bit++) to.number(1, 1)
  }
  writeTransforms(to, shape)
}

function tocEntry(to: BitWriter, length: number): void {
  if (length < 1024) u32(to, 0, length, 10)
  else u32(to, 1, length - 1024, 14)
}

/** Writes a codestream. Sections are filled with a byte that is no header. */
export function jxlCodestream(shape: JxlShape = {}): Uint8Array<ArrayBuffer> {
  const header = bitWriter()
  writeHeader(header, shape)
  const parts: Part[] = [header.bytes()]
  for (const frame of shape.frames ?? []) {
    const { sections = [3], reordered = false } = frame
    const head = bitWriter()
    writeFrame(head, shape, frame)
    flag(head, reordered)
    const toc = bitWriter()
    for (const length of sections) tocEntry(toc, length)
    parts.push(head.bytes(), toc.bytes(), ...sections.map((length) => new Uint8Array(length).fill(0xa5)))
  }
  return join(...parts)
}

/** Writes a file with boxes: those given before the codestream, and the codestream in one box. */
export const jxlFile = (codestream: Uint8Array, ...before: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
  join(JXL_BEGINNING, ...before, box('jxlc', codestream))

/** Writes a file whose codestream is cut into parts of the given length. */
export function jxlParts(
  codestream: Uint8Array,
  length: number,
  between: Part = '',
): Uint8Array<ArrayBuffer> {
  const parts: Part[] = []
  for (let at = 0; at < codestream.length; at += length) {
    const isLast = at + length >= codestream.length
    const index = parts.length / 2 + (isLast ? 0x8000_0000 : 0)
    parts.push(box('jxlp', join(be32(index), codestream.subarray(at, at + length))), between)
  }
  return join(JXL_BEGINNING, ...parts)
}
