import { type BitWriter, bitWriter } from '../../bytes/bit-writer.ts'
import { join, withSections, writeImageHeader, writeTree } from './codestream.ts'
import { packSigned, writeCode, writeNumbers } from './entropy.ts'

/** Y, Cb and Cr blocks in a one-group image. */
export interface WrittenBlocks {
  readonly width: number
  readonly height: number
  /** Y columns and rows for each chroma column and row: 1 or 2. */
  readonly subsampling: readonly [x: 1 | 2, y: 1 | 2]
  /** Quantization table of all components, row by row. */
  readonly table: readonly number[]
  /** Blocks of Y, Cb and Cr, row by row, with 64 coefficients each, row by row. */
  readonly components: readonly (readonly (readonly number[])[])[]
}

/** Contexts for the default block contexts. */
const CONTEXTS = 15 * 495

/** Table numbers. The first table is written. */
const TABLES = 17

/** Rows and columns of 64 coefficients in zigzag order. */
const ZIGZAG = Array.from({ length: 64 }, (_, at) => ({ x: at & 7, y: at >> 3 })).toSorted((a, b) => {
  const diagonal = a.x + a.y - b.x - b.y
  return diagonal !== 0 ? diagonal : (a.x + a.y) % 2 === 0 ? a.x - b.x : b.x - a.x
})

/** Writes a binary16 number of 2^-14 to 65504. */
function writeF16(to: BitWriter, number: number): void {
  const exponent = Math.floor(Math.log2(number))
  to.number(Math.round((number / 2 ** exponent - 1) * 1024) + 1024 * (exponent + 15), 16)
}

/** Swaps rows and columns of a block. */
export const transpose = (block: readonly number[]): number[] =>
  block.map((_, at) => block[(at & 7) * 8 + (at >> 3)] ?? 0)

function writeHeaders({ width, height, subsampling: [x, y] }: WrittenBlocks): [BitWriter, BitWriter] {
  const [image, frame] = [bitWriter(), bitWriter()]
  const shape = { bits: 8, isGray: false, hasAlpha: false, orientation: 1, channels: [] } as const
  writeImageHeader(image, { width, height, ...shape })
  // The flag that skips the smoothing of LF coefficients is 128.
  frame.number(0, 1).number(0, 2).number(0, 1).number(2, 2).number(111, 8).number(1, 1)
  const luma = x === 2 ? (y === 2 ? 1 : 2) : y === 2 ? 3 : 0
  for (const mode of [0, luma, 0]) frame.number(mode, 2)
  frame.number(0, 2).number(0, 2).number(0, 1).number(0, 2).number(1, 1).number(0, 2)
  frame.number(0, 1).number(0, 1).number(0, 2).number(0, 2).number(0, 2)
  return [image, frame]
}

/** Writes numbers as a modular stream that uses the frame's tree. */
function writeStream(to: BitWriter, numbers: readonly number[]): void {
  to.number(1, 1).number(1, 1).number(0, 2)
  writeNumbers(to, numbers.map(packSigned))
}

function writeLfGlobal(to: BitWriter, { table: [step = 1] }: WrittenBlocks): void {
  to.number(0, 1)
  for (let channel = 0; channel < 3; channel++) writeF16(to, (128 * step) / 2040)
  // Global scale 65536 and LF scale 1. Default contexts, no correlation.
  to.number(3, 2)
    .number(65_536 - 8193, 16)
    .number(1, 2)
    .number(0, 5)
    .number(1, 1)
  to.number(0, 1).number(0, 2).number(0, 16).number(0, 16).number(128, 8).number(128, 8)
  to.number(1, 1)
  writeTree(to, [{ predictor: 0 }])
  writeCode(to, 1)
}

function writeLfGroup(
  to: BitWriter,
  { components }: WrittenBlocks,
  blocksWide: number,
  blocksHigh: number,
): void {
  to.number(0, 2)
  writeStream(
    to,
    components.flatMap((blocks) => blocks.map(([dc = 0]) => dc)),
  )
  const count = blocksWide * blocksHigh
  to.number(count - 1, Math.ceil(Math.log2(count)))
  const tiles = Math.ceil(blocksWide / 8) * Math.ceil(blocksHigh / 8)
  writeStream(to, Array(2 * tiles + 3 * count).fill(0))
}

function writeHfGlobal(to: BitWriter, { table }: WrittenBlocks): void {
  to.number(0, 1).number(7, 3)
  writeF16(to, 1 / 2040)
  writeStream(to, Array(3).fill(transpose(table)).flat())
  for (let other = 1; other < TABLES; other++) to.number(0, 3)
  to.number(2, 2)
  writeCode(to, CONTEXTS)
}

/** Writes the number of nonzero coefficients, then coefficients up to the last nonzero one. */
function writeBlock(to: BitWriter, block: readonly number[]): void {
  // JPEG XL stores columns, which is the zigzag of a JPEG with rows and columns swapped.
  const ordered = ZIGZAG.slice(1).map(({ x, y }) => transpose(block)[8 * y + x] ?? 0)
  const count = ordered.filter((coefficient) => coefficient !== 0).length
  const end = 1 + ordered.findLastIndex((coefficient) => coefficient !== 0)
  writeNumbers(to, [count, ...ordered.slice(0, end).map(packSigned)])
}

function writeGroup(to: BitWriter, image: WrittenBlocks, blocksWide: number, blocksHigh: number): void {
  const [stepX, stepY] = image.subsampling
  for (let y = 0; y < blocksHigh; y++) {
    for (let x = 0; x < blocksWide; x++) {
      for (const [component, blocks] of image.components.entries()) {
        const [everyX, everyY] = component === 0 ? [1, 1] : [stepX, stepY]
        if (x % everyX !== 0 || y % everyY !== 0) continue
        writeBlock(to, blocks[(y / everyY) * (blocksWide / everyX) + x / everyX] ?? [])
      }
    }
  }
}

/** Numbers of Y blocks, which are multiples of the chroma numbers. */
export function countBlocks({
  width,
  height,
  subsampling: [x, y],
}: Pick<WrittenBlocks, 'width' | 'height' | 'subsampling'>) {
  return { wide: Math.ceil(width / 8 / x) * x, high: Math.ceil(height / 8 / y) * y }
}

/** Writes a JPEG's coefficients for up to 256 × 256 pixels, as a bare codestream. */
export function writeTranscode(image: WrittenBlocks): Uint8Array<ArrayBuffer> {
  const { wide, high } = countBlocks(image)
  const [header, frame] = writeHeaders(image)
  const section = bitWriter()
  writeLfGlobal(section, image)
  writeLfGroup(section, image, wide, high)
  writeHfGlobal(section, image)
  writeGroup(section, image, wide, high)
  return join(header.bytes(), withSections(frame, [section.bytes()]))
}
