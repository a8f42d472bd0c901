import { type BitWriter, bitWriter } from '../../bytes/bit-writer.ts'
import { packSigned, writeCode, writeNumbers } from './entropy.ts'

/** A small lossless image. */
export interface WrittenImage {
  readonly width: number
  readonly height: number
  readonly bits: 8 | 16
  readonly isGray: boolean
  readonly hasAlpha: boolean
  readonly orientation: number
  /** Samples of each channel, row by row. */
  readonly channels: readonly (readonly number[])[]
}

/** A leaf with its predictor, or a decision on a property. */
export type WrittenNode =
  | { readonly predictor: number }
  | { readonly property: number; readonly split: number }

function writeLength(to: BitWriter, length: number): void {
  to.number(1, 2).number(length - 1, 13)
}

function writeDepth(to: BitWriter, bits: 8 | 16): void {
  to.number(0, 1)
  if (bits === 8) to.number(0, 2)
  else to.number(3, 2).number(15, 6)
}

function writeAlpha(to: BitWriter, bits: 8 | 16): void {
  to.number(0, 1).number(0, 2)
  writeDepth(to, bits)
  to.number(0, 2).number(0, 2).number(0, 1)
}

/** Writes sRGB, or the curve of sRGB for gray. */
function writeColor(to: BitWriter, isGray: boolean): void {
  to.number(isGray ? 0 : 1, 1)
  if (!isGray) return
  to.number(0, 1).number(1, 2).number(1, 2)
  to.number(0, 1).number(2, 2).number(11, 4).number(1, 2)
}

export function writeImageHeader(to: BitWriter, image: WrittenImage, isXyb = false): void {
  to.number(0x0aff, 16).number(0, 1)
  writeLength(to, image.height)
  to.number(0, 3)
  writeLength(to, image.width)
  const isTurned = image.orientation !== 1
  to.number(0, 1).number(Number(isTurned), 1)
  if (isTurned) to.number(image.orientation - 1, 3).number(0, 3)
  writeDepth(to, image.bits)
  to.number(0, 1).number(image.hasAlpha ? 1 : 0, 2)
  if (image.hasAlpha) writeAlpha(to, image.bits)
  to.number(Number(isXyb), 1)
  writeColor(to, image.isGray)
  if (isTurned) to.number(1, 1)
  to.number(0, 2).number(1, 1)
}

/**
 * Writes the header for a modular frame without filters. `groupShift` is 0 for groups with side
 * 128.
 */
export function writeModularFrameHeader(to: BitWriter, hasAlpha: boolean, groupShift = 1): void {
  to.number(0, 1).number(0, 2).number(1, 1).number(0, 2).number(0, 1)
  to.number(0, 2)
  if (hasAlpha) to.number(0, 2)
  to.number(groupShift, 2).number(0, 2).number(0, 1).number(0, 2)
  if (hasAlpha) to.number(0, 2)
  to.number(1, 1).number(0, 2)
  to.number(0, 1).number(0, 1).number(0, 2).number(0, 2).number(0, 2)
}

/** Writes a tree, level by level. Each leaf has the next context. */
export function writeTree(to: BitWriter, nodes: readonly WrittenNode[]): void {
  writeCode(to, 6)
  for (const node of nodes) {
    const isLeaf = 'predictor' in node
    writeNumbers(to, isLeaf ? [0, node.predictor, 0, 0, 0] : [node.property + 1, packSigned(node.split)])
  }
}

/** Writes a section's size. */
function writeSize(to: BitWriter, size: number): void {
  if (size < 1024) to.number(0, 2).number(size, 10)
  else to.number(1, 2).number(size - 1024, 14)
}

/**
 * Joins headers, the table of contents and the sections.
 * @param sections sections of up to 17407 bytes, in their logical order
 */
export function withSections(head: BitWriter, sections: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const sizes = bitWriter()
  for (const { length } of sections) writeSize(sizes, length)
  // No permutation.
  head.number(0, 1)
  return join(head.bytes(), sizes.bytes(), ...sections)
}

export function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
