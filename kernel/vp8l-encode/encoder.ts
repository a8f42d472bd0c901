/**
 * Encoder for lossless WebP (RFC 9649, chapter 3). It turns a picture with RGBA pixels into a VP8L
 * chunk's payload, and overwrites the picture.
 */
import { alloc, countedBytes, startCount } from '../heap'
import { LIMIT } from '../status'
import { bundleBits } from '../vp8l/bundle'
import { analyzeOpen, chooseTransforms, GREEN, INDEXED, PLAIN, SPATIAL, SPATIAL_GREEN } from './analyze'
import { bitsEnd, bitsInto, bitsPending, bitsReset, bitsStored, put } from './bits'
import { cacheOpen } from './cache'
import { codeWriterOpen } from './code-writer'
import { crossColorOpen, crossColorTiles } from './cross-color'
import { subtractGreen, swapRedBlue } from './green'
import { groupCodes, groupCounts, groups, groupsOpen, makeGroups, tileGroups } from './groups'
import { alphabetAt, alphabetSize, FIRST_CACHED, layOut, TABLE } from './histogram'
import { huffmanOpen } from './huffman'
import { imageOpen, writeCodes, writeImage } from './image'
import { logsOpen } from './logs'
import { searchQuickly } from './matches'
import { nearOpen, nearTiles } from './near'
import { collectColors, differPalette, indexPixels, MAX_COLORS, palette, paletteOpen } from './palette'
import { parse, parseOpen } from './parse'
import { height, pixels, setPixels, setSize, tileBits, width } from './picture'
import { chooseModes, predictOpen, predictTiles } from './predict'
import { OPAQUE_BLACK } from './predictors'
import { extraCount } from './prefix'
import { counts, pricesReset, pricesUpdate } from './prices'
import { clearTransparent, roundOpen, roundPixels } from './round'
import {
  groupBits,
  headBytes,
  MAX_SIDE,
  maxGroupsAcross,
  maxGroupTiles,
  maxTransformTiles,
  tilesAlong,
  transformBits,
} from './sizes'
import { marksBytes, writeTokens } from './tokens'
import { trainedCache, trainOpen, trainReset } from './train'

/** Transform types (RFC 9649, 4). */
const PREDICTOR: u32 = 0
const COLOR: u32 = 1
const SUBTRACT_GREEN: u32 = 2
const COLOR_INDEXING: u32 = 3

const PIECE: i32 = 65536
/**
 * Samples from the picture that are parsed to choose the color cache size and the initial prices
 * (`SAMPLES`), and number of pixels in each sample (`SAMPLE`). After `vp8lEncodeQuickly`, a sample
 * has `QUICK_SAMPLE` pixels.
 */
const SAMPLES: u32 = 4
const SAMPLE: u32 = 65536
const QUICK_SAMPLE: u32 = 8192

let marks: usize = 0
let modes: usize = 0
let shares: usize = 0
let groupImage: usize = 0
/** Strength of near-lossless changes, 1 to 5; 0 for none. */
let strength: u32 = 0

let head: usize = 0
let headLength: i32 = 0
let piece: usize = 0
let output: usize = 0

/** Tile side in pixels as a power of two, for tiles that have a prefix code group. */
let bits: u32 = 0
/**
 * Coded pixels in a row. It is smaller than `width` if a coded pixel holds several palette indices.
 */
let columns: u32 = 0
let position: u32 = 0
let isEnded: bool = false
/** `true` if small samples are parsed (`vp8lEncodeQuickly`). */
let isQuick: bool = false

/**
 * Begins to encode a picture.
 * @returns 0, or a negative status if the width or height is below 1 or above 16,384
 */
export function vp8lEncodeOpen(w: i32, h: i32): i32 {
  if (w < 1 || h < 1 || w > MAX_SIDE || h > MAX_SIDE) return LIMIT
  setSize(w, h)
  bits = groupBits(width, height)
  isQuick = false
  openBuffers(
    tilesAlong(width, tileBits) * tilesAlong(height, tileBits),
    tilesAlong(width, bits) * tilesAlong(height, bits),
    tilesAlong(width, bits),
  )
  return 0
}

/**
 * Allocates the buffers for a picture with `width` × `height` pixels.
 * @param tiles transform tile count
 * @param groupTiles number of tiles that have a prefix code group
 * @param across `groupTiles` in a row
 */
function openBuffers(tiles: u32, groupTiles: u32, across: u32): void {
  const count = width * height
  logsOpen()
  huffmanOpen()
  codeWriterOpen()
  cacheOpen()
  trainOpen()
  analyzeOpen()
  paletteOpen()
  predictOpen()
  nearOpen()
  roundOpen(width)
  crossColorOpen()
  parseOpen(count)
  groupsOpen(groupTiles, across)
  imageOpen(max(max(tiles, groupTiles), <u32>MAX_COLORS))
  marks = alloc(marksBytes(count))
  modes = alloc(<usize>tiles * 4)
  shares = alloc(<usize>tiles * 4)
  groupImage = alloc(<usize>groupTiles * 4)
  head = alloc(headBytes(tiles, groupTiles))
  piece = alloc(PIECE)
}

/** Returns how many bytes `vp8lEncodeOpen` allocates. */
export function vp8lEncodeBytes(w: i32, h: i32): f64 {
  startCount()
  return countedBytes(vp8lEncodeOpen(w, h))
}

/**
 * Returns an upper bound for the number of bytes that `vp8lEncodeOpen` allocates for a part of a
 * picture, whatever the part's width and height.
 */
export function vp8lEncodePartBytes(w: i32, h: i32): f64 {
  startCount()
  if (vp8lEncodeOpen(w, h) < 0) return countedBytes(LIMIT)
  startCount()
  openBuffers(maxTransformTiles(width, height), maxGroupTiles(width, height), maxGroupsAcross(width))
  return countedBytes()
}

/**
 * Returns the maximum length in bytes of a picture's payload.
 * @param alpha 1 if a pixel may be transparent, 0 if all pixels are opaque
 */
export function vp8lEncodeMaxOutput(w: i32, h: i32, alpha: i32): f64 {
  const tileBits = transformBits(w, h)
  const bits = groupBits(w, h)
  const tiles = tilesAlong(w, tileBits) * tilesAlong(h, tileBits)
  return maxOutput(w, h, alpha, headBytes(tiles, tilesAlong(w, bits) * tilesAlong(h, bits)))
}

/**
 * Returns the maximum payload length in bytes for a part of a picture, whatever the part's width
 * and height.
 */
export function vp8lEncodeMaxPartOutput(w: i32, h: i32): f64 {
  return maxOutput(w, h, 1, headBytes(maxTransformTiles(w, h), maxGroupTiles(w, h)))
}

/**
 * Returns the maximum payload length in bytes. It is computed for simple prefix codes, because the
 * chosen codes never take more bits. The simple codes take 9 bits for a green, 8 bits for each
 * other channel that varies, 13 bits for a cached color, and at most 41 bits for a copy, which
 * covers at least two pixels.
 * @param head length in bytes of everything that precedes the pixels
 */
function maxOutput(w: u32, h: u32, alpha: i32, head: usize): f64 {
  const pixelBits: u64 = alpha !== 0 ? 33 : 25
  return <f64>head + <f64>((<u64>w * h * pixelBits + 7) >> 3) + 32
}

/**
 * Makes the encoder faster for the picture that was opened. Alpha in cut-out photographs takes half
 * the time, and gets 3 to 8 % longer (2026-11-29).
 */
export function vp8lEncodeQuickly(): void {
  isQuick = true
  searchQuickly()
}

/**
 * Compresses the picture.
 * @param rgba address of the picture's pixels with straight alpha, which are overwritten
 * @returns the payload's length in bytes
 */
export function vp8lEncodePicture(rgba: usize): i32 {
  strength = 0
  return encode(rgba)
}

/**
 * Compresses the picture after small changes with which it takes fewer bytes. No channel changes by
 * more than 2^(near - 1). Alpha stays exact. Transparent pixels may get any colors.
 * @param near change strength, 1 to 5
 * @returns the payload's length in bytes
 */
export function vp8lEncodeNearPicture(rgba: usize, near: i32): i32 {
  strength = near
  return encode(rgba)
}

function encode(rgba: usize): i32 {
  setPixels(rgba)
  bitsReset()
  bitsInto(head, i32.MAX_VALUE)
  const isOpaque = swapRedBlue(pixels, width * height)
  put(0x2f, 8)
  put(width - 1, 14)
  put(height - 1, 14)
  put(isOpaque ? 0 : 1, 1)
  put(0, 3)
  columns = width
  writeTransforms()
  const cacheBits = chooseCache()
  parse(pixels, columns, columns * height, cacheBits, marks)
  makeGroups(pixels, marks, columns, height, bits)
  put(0, 1)
  put(cacheBits > 0 ? 1 : 0, 1)
  if (cacheBits > 0) put(cacheBits, 4)
  writeGroups(cacheBits)
  headLength = bitsStored()
  position = 0
  isEnded = false
  return headLength + <i32>((<u64>bitsPending() + pixelBits() + 7) >> 3)
}

function writeTransforms(): void {
  const count = width * height
  if (strength > 0) clearTransparent(pixels, count)
  const colors = collectColors(pixels, count)
  const choice = chooseTransforms(pixels, width, height, colors)
  if (choice === INDEXED) writeIndexed(colors)
  if (choice === PLAIN || choice === GREEN) roundPixels(pixels, width, height, strength)
  if (choice === GREEN || choice === SPATIAL_GREEN) {
    put(1, 1)
    put(SUBTRACT_GREEN, 2)
    subtractGreen(pixels, count)
  }
  if (choice === SPATIAL || choice === SPATIAL_GREEN) writeSpatial(choice === SPATIAL_GREEN)
}

function writeIndexed(colors: i32): void {
  put(1, 1)
  put(COLOR_INDEXING, 2)
  put(colors - 1, 8)
  const bundle = bundleBits(colors)
  indexPixels(pixels, width, height, bundle)
  columns = tilesAlong(width, bundle)
  differPalette(colors)
  writeImage(palette, colors, 1)
}

function modesOf(tileRow: u32): usize {
  return modes + <usize>(tileRow * tilesAlong(width, tileBits)) * 4
}

/** Chooses all predictors, and changes the pixels, from the top down. */
function nearSpatial(isGreen: bool): void {
  for (let tileRow: u32 = 0; tileRow < tilesAlong(height, tileBits); tileRow++) {
    const tileModes = modesOf(tileRow)
    chooseModes(tileRow, tileModes)
    nearTiles(tileRow, tileModes, strength, isGreen)
  }
}

function writeSpatial(isGreen: bool): void {
  const across = tilesAlong(width, tileBits)
  const down = tilesAlong(height, tileBits)
  if (strength > 0) nearSpatial(isGreen)
  for (let tileRow = down; tileRow-- > 0; ) {
    const tileModes = modesOf(tileRow)
    if (strength === 0) chooseModes(tileRow, tileModes)
    predictTiles(tileRow, tileModes)
    if (strength === 0) crossColorTiles(tileRow, shares)
  }
  put(1, 1)
  put(PREDICTOR, 2)
  put(tileBits - 2, 3)
  writeImage(modes, across, down)
  // The color transform would add parts of one channel to another channel's rounded residuals.
  if (strength > 0) return
  put(1, 1)
  put(COLOR, 2)
  put(tileBits - 2, 3)
  writeImage(shares, across, down)
}

/**
 * Parses parts of the picture to choose the color cache size, and the symbol prices with which
 * parsing begins.
 * @returns cache size as a power of two; 0 for no cache
 */
function chooseCache(): u32 {
  const count = columns * height
  trainReset()
  pricesReset()
  const sample = isQuick ? QUICK_SAMPLE : SAMPLE
  if (count <= SAMPLES * sample) parse(pixels, columns, count, 0, 0)
  else {
    const step = count / SAMPLES
    for (let i: u32 = 0; i < SAMPLES; i++) {
      parse(pixels + <usize>(i * step + (step - sample) / 2) * 4, columns, sample, 0, 0)
    }
  }
  const cacheBits = trainedCache(counts)
  pricesUpdate()
  return cacheBits
}

/** Writes the meta prefix codes (RFC 9649, 3.7.2.2) and each group's codes. */
function writeGroups(cacheBits: u32): void {
  put(groups > 1 ? 1 : 0, 1)
  if (groups > 1) {
    put(bits - 2, 3)
    const across = tilesAlong(columns, bits)
    const down = tilesAlong(height, bits)
    for (let tile: usize = 0; tile < across * down; tile++) {
      store<u32>(groupImage + 4 * tile, OPAQUE_BLACK | ((<u32>load<u8>(tileGroups + tile)) << 8))
    }
    writeImage(groupImage, across, down)
    layOut(cacheBits)
  }
  for (let group: u32 = 0; group < groups; group++) {
    writeCodes(groupCounts + <usize>group * TABLE, groupCodes + <usize>group * TABLE)
  }
}

/** Counts the bits that all tokens in the picture take. */
function pixelBits(): u64 {
  let sum: u64 = 0
  for (let group: u32 = 0; group < groups; group++) {
    const table = groupCounts + <usize>group * TABLE
    const codes = groupCodes + <usize>group * TABLE
    for (let alphabet = 0; alphabet < 5; alphabet++) {
      const at = alphabetAt(alphabet)
      for (let i = 0; i < alphabetSize(alphabet); i++) {
        const length = (load<u32>(codes + at + <usize>i * 4) >> 16) + extraOf(alphabet, i)
        sum += <u64>load<u32>(table + at + <usize>i * 4) * length
      }
    }
  }
  return sum
}

/**
 * Returns a symbol's number of extra bits. In the green alphabet, the length symbols lie between
 * the literals and the cached colors.
 */
function extraOf(alphabet: i32, symbol: u32): u32 {
  if (alphabet === 4) return extraCount(symbol)
  return alphabet === 0 && symbol >= 256 && symbol < <u32>FIRST_CACHED ? extraCount(symbol - 256) : 0
}

/** Returns the address of the bytes that the last `vp8lEncodeNext` call wrote. */
export function vp8lEncodeOutput(): usize {
  return output
}

/**
 * Writes the payload's next bytes.
 * @returns the byte count; 0 at the end
 */
export function vp8lEncodeNext(): i32 {
  if (headLength > 0) {
    const length = headLength
    headLength = 0
    output = head
    return length
  }
  output = piece
  if (isEnded) return 0
  bitsInto(piece, PIECE - 8)
  const count = columns * height
  while (position < count) {
    const y = position / columns
    const x = position - y * columns
    const tile = (y >> bits) * tilesAlong(columns, bits) + (x >> bits)
    const end = y * columns + min(columns, ((x >> bits) + 1) << bits)
    const codes = groupCodes + <usize>load<u8>(tileGroups + <usize>tile) * TABLE
    const from = position
    position = writeTokens(codes, pixels, marks, from, end)
    if (position < end) return bitsStored()
  }
  isEnded = true
  bitsEnd()
  return bitsStored()
}
