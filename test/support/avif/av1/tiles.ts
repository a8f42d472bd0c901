import type { BitReader } from '../../../../src/engine/bytes/bit-reader.ts'

interface Tiles {
  readonly columns: number
  readonly rows: number
}

/** Returns the smallest k for which `size` << k is at least `target` (5.9.16). */
function tileLog2(size: number, target: number): number {
  let log2 = 0
  while (size << log2 < target) log2++
  return log2
}

function uniform(bits: BitReader, blocks: number, least: number): { log2: number; count: number } {
  const most = tileLog2(1, Math.min(blocks, 64))
  let log2 = least
  while (log2 < most && bits.flag()) log2++
  const length = (blocks + 2 ** log2 - 1) >> log2
  return { log2, count: Math.ceil(blocks / length) }
}

/** Reads ns(n), a number below n (4.10.7). */
function below(bits: BitReader, n: number): number {
  const length = Math.floor(Math.log2(n)) + 1
  const short = 2 ** length - n
  const value = bits.bits(length - 1)
  return value < short ? value : value * 2 - short + bits.bits(1)
}

/**
 * Reads tiles whose lengths are listed individually.
 * @returns the tile count, and the longest tile's length
 */
function listed(bits: BitReader, blocks: number, most: number): { count: number; longest: number } {
  let [count, longest] = [0, 0]
  for (let at = 0; at < blocks; count++) {
    const length = below(bits, Math.min(blocks - at, most)) + 1
    longest = Math.max(longest, length)
    at += length
  }
  return { count, longest }
}

/** Reads tile_info (5.9.15). */
export function readTiles(bits: BitReader, width: number, height: number, largeBlocks: boolean): Tiles {
  const shift = largeBlocks ? 7 : 6
  // Sizes are first rounded up to a multiple of 8 pixels (5.9.9).
  const blocksOf = (length: number) => Math.ceil((8 * Math.ceil(length / 8)) / 2 ** shift)
  const [across, down] = [blocksOf(width), blocksOf(height)]
  const widest = 4096 >> shift
  const area = (4096 * 2304) >> (2 * shift)
  const minColumns = tileLog2(widest, across)
  const least = Math.max(minColumns, tileLog2(area, across * down))
  let [columns, rows, log2] = [1, 1, 0]
  if (bits.flag()) {
    const x = uniform(bits, across, minColumns)
    const y = uniform(bits, down, Math.max(0, least - x.log2))
    ;[columns, rows, log2] = [x.count, y.count, x.log2 + y.log2]
  } else {
    const x = listed(bits, across, widest)
    const room = least > 0 ? (across * down) >> (least + 1) : across * down
    const y = listed(bits, down, Math.max(1, Math.floor(room / x.longest)))
    ;[columns, rows, log2] = [x.count, y.count, tileLog2(1, x.count) + tileLog2(1, y.count)]
  }
  if (log2 > 0) bits.skip(log2 + 2)
  return { columns, rows }
}
