/**
 * Decodes the images in a bitstream: the transforms' images, the image with the group numbers, and
 * the picture itself (RFC 9649, 3.7.3). The pixels of all images pass through the window. Only the
 * extracted values are kept from the first two kinds.
 */

import { block, VP8L_RENUMBERED, VP8L_TILES } from '../blocks'
import { has, overran, readBits } from './bits'
import { openCache, startCache } from './cache'
import { readCodeLengths } from './code-lengths'
import { defineGroup, lengthsOf, MAX_GROUPS, openGroups, startGroups, symbolsOf } from './groups'
import { decodePixels, rowsDone, startPixels, useTiles } from './pixels'
import { CORRUPT, LIMIT, READY, WANT } from './status'
import {
  applyTransform,
  codedWidth,
  GREEN,
  INDEXING,
  maxTiles,
  openTransforms,
  takeTransformRow,
  tilesOf,
} from './transforms'
import { openWindow, window, windowEnd } from './window'

/** Different group numbers that the stream can contain: group numbers have 16 bits. */
const NUMBERS: usize = 65536
/**
 * Maximum number of input bytes that a decoding step in this module reads. The code lengths and
 * pixels have their own limits in other modules.
 */
const STEP: usize = 16
const CODES_OF_GROUP = 5
const MAX_CACHE_BITS = 11

/** Image kinds. The kind of a transform's image is the transform's type (0 to 3). */
const GROUP_IMAGE = 4
const PICTURE = 5

const TRANSFORMS = 0
const SETTINGS = 1
const GROUP_CODES = 2
const PIXELS = 3

let state: i32 = TRANSFORMS
let kind: i32 = PICTURE

let height: i32 = 0
/**
 * Width and height of the image that is being decoded, and the number of its rows that have been
 * taken out of the window.
 */
let across: i32 = 0
let down: i32 = 0
let rowsTaken: i32 = 0
let rowAt: usize = 0

let cacheBits: i32 = 0
let pictureCacheBits: i32 = 0

let tiles: usize = 0
let tileBits: i32 = 0
let isTiled: bool = false
/**
 * Table address: for each group number in the stream, the group's new number plus one, or 0 if no
 * tile uses the group.
 */
let renumbered: usize = 0
let groups: i32 = 0
let group: i32 = 0
let code: i32 = 0

/** Begins to decode a bitstream after its header. */
export function openImage(wide: i32, high: i32): void {
  height = high
  openWindow(<u64>wide * high)
  openTransforms(wide, high)
  const most = maxTiles(wide, high)
  tiles = block(VP8L_TILES, most * 2)
  renumbered = block(VP8L_RENUMBERED, NUMBERS * 2)
  openGroups(<i32>min<usize>(most, MAX_GROUPS))
  openCache()
  isTiled = false
  state = TRANSFORMS
  kind = PICTURE
}

/**
 * Continues decoding until enough picture rows are complete.
 * @param rows picture rows that must be complete
 * @returns READY once these rows are in the window; otherwise WANT, CORRUPT or LIMIT
 */
export function decodeImage(rows: i32): i32 {
  while (true) {
    let status: i32 = READY
    if (state === TRANSFORMS) status = readTransform()
    else if (state === SETTINGS) status = readSettings()
    else if (state === GROUP_CODES) status = readGroups()
    else if (kind === PICTURE) return decodePixels(rows)
    else status = decodeRows()
    if (status !== READY) return status
  }
}

/** Returns the number of complete picture rows that have been decoded to the window. */
export function pictureRows(): i32 {
  return state === PIXELS && kind === PICTURE ? rowsDone : 0
}

function begin(what: i32, wide: i32, high: i32): void {
  kind = what
  across = wide
  down = high
  state = SETTINGS
}

/** Reads the next transform (RFC 9649, 4). After the last transform, it begins the picture. */
function readTransform(): i32 {
  if (!has(STEP)) return WANT
  if (!readBits(1)) {
    begin(PICTURE, codedWidth, height)
    return READY
  }
  const type = readBits(2)
  const wide = codedWidth
  const setting = type === GREEN ? 0 : type === INDEXING ? readBits(8) + 1 : readBits(3) + 2
  if (!applyTransform(type, setting)) return CORRUPT
  if (type === INDEXING) begin(type, setting, 1)
  else if (type !== GREEN) begin(type, tilesOf(wide, setting), tilesOf(height, setting))
  return overran() ? CORRUPT : READY
}

/**
 * Reads the color cache size (RFC 9649, 3.6.3) and, for the picture, the flag that announces
 * several groups (RFC 9649, 3.7.2.2).
 */
function readSettings(): i32 {
  if (!has(STEP)) return WANT
  cacheBits = 0
  if (readBits(1)) {
    cacheBits = readBits(4)
    if (cacheBits < 1 || cacheBits > MAX_CACHE_BITS) return CORRUPT
  }
  groups = 1
  if (kind === PICTURE && readBits(1)) {
    isTiled = true
    pictureCacheBits = cacheBits
    tileBits = readBits(3) + 2
    begin(GROUP_IMAGE, tilesOf(codedWidth, tileBits), tilesOf(height, tileBits))
  } else {
    startCodes(1)
  }
  return READY
}

/**
 * Begins to read an image's prefix codes.
 * @param used groups that tiles use; only these groups are kept
 */
function startCodes(used: i32): void {
  startGroups(used, cacheBits)
  group = 0
  code = 0
  state = GROUP_CODES
}

/** Reads the prefix codes for all groups (RFC 9649, 3.7.2) and builds those that tiles use. */
function readGroups(): i32 {
  while (group < groups) {
    while (code < CODES_OF_GROUP) {
      const status = readCodeLengths(lengthsOf(code), symbolsOf(code))
      if (status !== READY) return status
      code++
    }
    code = 0
    const number = isPictureTiled() ? <i32>load<u16>(renumbered + ((<usize>group) << 1)) : 1
    if (number > 0) defineGroup(number - 1)
    group++
  }
  startPixels(across, down)
  startCache(cacheBits)
  if (isPictureTiled()) useTiles(tiles, tileBits, tilesOf(across, tileBits))
  rowsTaken = 0
  rowAt = window
  state = PIXELS
  return READY
}

function isPictureTiled(): bool {
  return kind === PICTURE && isTiled
}

/** Decodes a transform's image or the group number image, and extracts its rows' values. */
function decodeRows(): i32 {
  while (rowsTaken < down) {
    const status = decodePixels(rowsTaken + 1)
    if (status !== READY) return status
    for (; rowsTaken < rowsDone; rowsTaken++)
      rowAt = kind === GROUP_IMAGE ? takeGroupRow() : takeTransformRow(kind, rowsTaken, rowAt, across)
  }
  if (kind !== GROUP_IMAGE) {
    state = TRANSFORMS
    return READY
  }
  const used = renumber()
  if (used > MAX_GROUPS) return LIMIT
  begin(PICTURE, codedWidth, height)
  cacheBits = pictureCacheBits
  startCodes(used)
  return READY
}

/**
 * Extracts a row of group numbers from the window. A pixel's red and green hold a tile's group
 * number (RFC 9649, 3.7.2.2).
 * @returns address of the next row in the window
 */
function takeGroupRow(): usize {
  let at = rowAt
  let out = tiles + ((<usize>rowsTaken * across) << 1)
  if (rowsTaken === 0) groups = 0
  for (let x = 0; x < across; x++) {
    const number = (load<u32>(at) >> 8) & 0xffff
    groups = max(groups, <i32>number + 1)
    store<u16>(out, number)
    out += 2
    at += 4
    if (at === windowEnd) at = window
  }
  return at
}

/**
 * Gives consecutive numbers, starting from 0, to the groups that tiles use.
 * @returns the number of used groups, or more than `MAX_GROUPS` if there are too many
 */
function renumber(): i32 {
  memory.fill(renumbered, 0, (<usize>groups) << 1)
  const end = tiles + ((<usize>across * down) << 1)
  for (let at = tiles; at < end; at += 2) store<u16>(renumbered + ((<usize>load<u16>(at)) << 1), 1)
  let used = 0
  for (let number = 0; number < groups; number++) {
    const at = renumbered + ((<usize>number) << 1)
    if (load<u16>(at) === 0) continue
    if (++used > MAX_GROUPS) return used
    store<u16>(at, used)
  }
  for (let at = tiles; at < end; at += 2)
    store<u16>(at, load<u16>(renumbered + ((<usize>load<u16>(at)) << 1)) - 1)
  return used
}
