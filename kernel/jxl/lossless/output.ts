/**
 * Section memory for a lossless frame. Sections go to a block first, and then to the picture's
 * memory, whose rows are free once their groups are coded.
 *
 * A section never takes more bytes than its group's pixels and `SECTION_BYTES`. The block has room
 * for the first section, for the pixels in a row of groups and for `SECTION_BYTES` for each group.
 * Therefore a section never reaches pixels that are still needed.
 */

/** Maximum bytes that a section takes in addition to its pixels. */
export const SECTION_BYTES: usize = 256
/** Maximum length in bytes for an output piece. */
const PIECE: usize = 65536

let block: usize = 0
let blockBytes: usize = 0
let picture: usize = 0
/** Number of bytes in all sections. */
let length: usize = 0

let head: usize = 0
let headLength: usize = 0
let taken: usize = 0
let piece: usize = 0

/**
 * Begins collecting sections.
 * @param blockAddress block address
 * @param pixels picture address
 */
export function openOutput(blockAddress: usize, blockSize: usize, pixels: usize): void {
  block = blockAddress
  blockBytes = blockSize
  picture = pixels
  length = 0
  headLength = 0
  taken = 0
}

/** Closes the output. No pieces are left. */
export function closeOutput(): void {
  length = 0
  headLength = 0
  taken = 0
}

/**
 * Appends a section.
 * @param pixelsUsed number of free bytes at the picture's start
 */
export function appendSection(from: usize, bytes: usize, pixelsUsed: usize): void {
  if (length + bytes > blockBytes + pixelsUsed) unreachable()
  let rest = bytes
  let at = from
  if (length < blockBytes) {
    const part = min(rest, blockBytes - length)
    memory.copy(block + length, at, part)
    at += part
    rest -= part
    length += part
  }
  if (rest === 0) return
  memory.copy(picture + (length - blockBytes), at, rest)
  length += rest
}

/**
 * Sets the bytes that precede the sections, and makes pieces available.
 * @returns codestream length in bytes
 */
export function finishOutput(headAddress: usize, headBytes: usize): i32 {
  head = headAddress
  headLength = headBytes
  taken = 0
  return <i32>(headLength + length)
}

/**
 * Takes the codestream's next piece.
 * @returns piece length in bytes, at most 64 KiB; 0 after the last piece
 */
export function takePiece(): i32 {
  let bytes: usize
  if (taken < headLength) {
    piece = head + taken
    bytes = headLength - taken
  } else {
    const offset = taken - headLength
    const isInBlock = offset < blockBytes
    piece = isInBlock ? block + offset : picture + (offset - blockBytes)
    bytes = isInBlock ? min(length, blockBytes) - offset : length - offset
  }
  bytes = min(bytes, PIECE)
  taken += bytes
  return <i32>bytes
}

/** Returns the address of the piece that was taken last. */
export function pieceAddress(): usize {
  return piece
}
