/**
 * Memory for group records and the finished codestream.
 *
 * The codestream has three parts: headers with the TOC, the sections before the groups, and the
 * groups. Coefficient records are kept where the groups are written later. They are first moved to
 * the end of that memory, and each group is written before the next group's records.
 */
import { alloc, allocRows } from '../../heap'
import { TOC_ENTRY_BYTES } from '../toc'
import { ALPHA_BYTES, BLOCK_BYTES, GROUP_BYTES, LARGE_GROUP_BYTES, MAX_NORMAL_QUALITY } from './room'

/** Maximum length in bytes of a codestream piece. */
const PIECE: usize = 65536
/** Header bytes in addition to the TOC. The headers take less than 100. */
const HEADER_BYTES: usize = 256
/** Bytes for the sections before the groups in addition to their blocks: the tree and two codes. */
const SECTION_BYTES: usize = 40000
/**
 * Bytes for all groups in addition to their blocks: their padding, and records for small pictures.
 */
const GROUP_MORE: usize = 4096

/** Number of parts, and their addresses and ends, as usize. */
const PARTS: usize = 3
let parts: usize = 0
let part: usize = 0
let piece: usize = 0

/** Start and end addresses for the headers, sections and groups. */
export let headerPart: usize = 0
export let headerEnd: usize = 0
export let sectionPart: usize = 0
export let sectionEnd: usize = 0
export let groupPart: usize = 0
export let groupEnd: usize = 0

/** Opens the memory for a frame with a number of blocks and sections. */
export function openOutput(blocks: usize, sections: usize, quality: i32, hasAlpha: bool): void {
  parts = alloc(PARTS * 2 * sizeof<usize>())
  const headerBytes = HEADER_BYTES + <usize>TOC_ENTRY_BYTES * sections
  headerPart = alloc(headerBytes)
  headerEnd = headerPart + headerBytes
  const colors: usize = quality > MAX_NORMAL_QUALITY ? LARGE_GROUP_BYTES : GROUP_BYTES
  const each: usize = hasAlpha ? colors + ALPHA_BYTES : colors
  const isSingle = sections === 1
  const sectionBytes = SECTION_BYTES + (BLOCK_BYTES + (isSingle ? each : 0)) * blocks
  sectionPart = alloc(sectionBytes)
  sectionEnd = sectionPart + sectionBytes
  const groupBytes: usize = isSingle ? 0 : each * blocks + GROUP_MORE
  groupPart = allocRows(groupBytes, 1)
  groupEnd = groupPart + groupBytes
  part = PARTS
}

function setPart(index: usize, from: usize, end: usize): void {
  store<usize>(parts + 2 * index * sizeof<usize>(), from)
  store<usize>(parts + (2 * index + 1) * sizeof<usize>(), end)
}

/**
 * Finishes the codestream.
 * @param header address after the headers
 * @param section address after the sections before the groups
 * @param group address after the groups
 * @returns codestream length in bytes
 */
export function finishOutput(header: usize, section: usize, group: usize): i32 {
  setPart(0, headerPart, header)
  setPart(1, sectionPart, section)
  setPart(2, groupPart, group)
  part = 0
  return <i32>(header - headerPart + (section - sectionPart) + (group - groupPart))
}

/** Forgets the codestream. */
export function dropOutput(): void {
  part = PARTS
}

/**
 * Takes the codestream's next piece.
 * @returns piece length in bytes, at most 64 KiB; 0 after the last piece
 */
export function takePiece(): i32 {
  for (; part < PARTS; part++) {
    const at = parts + 2 * part * sizeof<usize>()
    const from = load<usize>(at)
    const length = min(PIECE, load<usize>(at, sizeof<usize>()) - from)
    if (length === 0) continue
    piece = from
    store<usize>(at, from + length)
    return <i32>length
  }
  return 0
}

/** Returns the address of the piece that was taken last. */
export function pieceAddress(): usize {
  return piece
}
