/** Decodes a deflate stream's blocks (RFC 1951 3.2). Decoding can pause wherever the input ends. */
import { LENGTHS } from './entries'
import { alignBits, bits, copyBytes, dropBits, hasBits, takeBits } from './input'
import { full, out, setOut } from './output'
import { BLOCK_DONE, DAMAGED, decodeSymbols, FULL, MORE } from './symbols'
import {
  blockTables,
  codeLengths,
  fixedTables,
  LENGTH_ROOT,
  lengthLengths,
  lengthTable,
  tableOfLengths,
} from './tables'

const HEAD: i32 = 0
const STORED_HEAD: i32 = 1
const STORED: i32 = 2
const COUNTS: i32 = 3
const LENGTHS_OF_LENGTHS: i32 = 4
const CODE_LENGTHS: i32 = 5
const SYMBOLS: i32 = 6

/**
 * Numbers of literal/length codes and distance codes that deflate defines. A block header that
 * declares more codes is damaged.
 */
const MAX_LITERALS: u32 = 286
const MAX_DISTANCES: u32 = 30
const END_OF_BLOCK: usize = 256

/** Order in which a block header stores the code length codes' lengths (RFC 1951 3.2.7). */
const ORDER = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15])

let phase: i32 = HEAD
let isLast: bool = false
/** Bytes in a stored block that have not been copied yet. */
let stored: u32 = 0
let literalCount: u32 = 0
let distanceCount: u32 = 0
let lengthCount: u32 = 0
/** Code lengths in the block header that have been read. */
let known: u32 = 0

export function startBlocks(): void {
  phase = HEAD
  isLast = false
}

/**
 * Decodes blocks until the input ends, the output is full, or the stream ends.
 * @returns MORE, FULL or DAMAGED, or BLOCK_DONE after the last block
 */
export function decodeBlocks(): i32 {
  while (true) {
    let status: i32
    if (phase === SYMBOLS) status = decodeSymbols()
    else if (phase === STORED) status = copyStored()
    else if (phase === HEAD) status = readHead()
    else if (phase === STORED_HEAD) status = readStoredHead()
    else if (phase === COUNTS) status = readCounts()
    else if (phase === LENGTHS_OF_LENGTHS) status = readLengthsOfLengths()
    else status = readCodeLengths()
    if (status === BLOCK_DONE) {
      phase = HEAD
      if (isLast) return BLOCK_DONE
    } else if (status !== GOES_ON) return status
  }
}

/** Status: a block phase (such as its header) is complete, and the next phase follows. */
const GOES_ON: i32 = 3

function enter(next: i32): i32 {
  phase = next
  return GOES_ON
}

function readHead(): i32 {
  if (!hasBits(3)) return MORE
  isLast = takeBits(1) !== 0
  const type = takeBits(2)
  if (type === 0) {
    alignBits()
    return enter(STORED_HEAD)
  }
  if (type === 1) {
    fixedTables()
    return enter(SYMBOLS)
  }
  return type === 2 ? enter(COUNTS) : DAMAGED
}

/** Reads a stored block's header: its length and the length's complement (RFC 1951 3.2.4). */
function readStoredHead(): i32 {
  if (!hasBits(32)) return MORE
  stored = takeBits(16)
  return takeBits(16) === (~stored & 0xffff) ? enter(STORED) : DAMAGED
}

function copyStored(): i32 {
  if (stored === 0) return BLOCK_DONE
  if (out >= full) return FULL
  const copied = copyBytes(out, min<usize>(stored, full - out))
  if (copied === 0) return MORE
  setOut(out + copied)
  stored -= <u32>copied
  return GOES_ON
}

function readCounts(): i32 {
  if (!hasBits(14)) return MORE
  literalCount = 257 + takeBits(5)
  distanceCount = 1 + takeBits(5)
  lengthCount = 4 + takeBits(4)
  known = 0
  memory.fill(lengthLengths, 0, LENGTHS)
  return literalCount <= MAX_LITERALS && distanceCount <= MAX_DISTANCES ? enter(LENGTHS_OF_LENGTHS) : DAMAGED
}

function readLengthsOfLengths(): i32 {
  for (; known < lengthCount; known++) {
    if (!hasBits(3)) return MORE
    store<u8>(lengthLengths + <usize>load<u8>(ORDER + known), takeBits(3))
  }
  known = 0
  return tableOfLengths() ? enter(CODE_LENGTHS) : DAMAGED
}

function readCodeLengths(): i32 {
  const most = literalCount + distanceCount
  while (known < most) {
    // A code length takes a code with up to 7 bits, followed by up to 7 extra bits.
    hasBits(14)
    const entry = load<u32>(lengthTable + <usize>(<u32>bits & ((1 << LENGTH_ROOT) - 1)) * 4)
    const symbol = entry >> 16
    const length = entry & 63
    if (symbol < 16) {
      if (!hasBits(length)) return MORE
      dropBits(length)
      store<u8>(codeLengths + known++, symbol)
      continue
    }
    const more: u32 = symbol === 16 ? 2 : symbol === 17 ? 3 : 7
    if (!hasBits(length + more)) return MORE
    dropBits(length)
    const times = takeBits(more) + (symbol === 18 ? 11 : 3)
    if (known + times > most || (symbol === 16 && known === 0)) return DAMAGED
    memory.fill(codeLengths + known, symbol === 16 ? load<u8>(codeLengths + known - 1) : 0, times)
    known += times
  }
  // If the end-of-block symbol had no code, the block could never end. zlib also rejects it.
  if (load<u8>(codeLengths + END_OF_BLOCK) === 0) return DAMAGED
  return blockTables(literalCount, distanceCount) ? enter(SYMBOLS) : DAMAGED
}
