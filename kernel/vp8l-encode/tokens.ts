/**
 * Tokens that replace pixels. The bit map `marks` has a bit for each pixel, which is set if a token
 * has replaced the pixel. A literal needs no token, because its pixel stays in place. Tokens thus
 * need only one bit per pixel in addition to the picture.
 */
import { bitsFit, put } from './bits'
import { ALPHA, BLUE, BYTES, countPixel, DISTANCE, FIRST_CACHED, increment, RED } from './histogram'
import { extraBits, extraCount, prefixSymbol } from './prefix'

export const LITERAL: u32 = 0xffffffff
const CODE: u32 = 0xfffff

/**
 * Returns the token that represents a copy.
 * @param code distance code, below 2^20 - 1
 */
export function copyToken(length: u32, code: u32): u32 {
  return ((length - 1) << 20) | code
}

export function cacheToken(index: u32): u32 {
  return index << 20
}

export function isCopy(token: u32): bool {
  return token !== LITERAL && (token & CODE) !== 0
}

export function codeOf(token: u32): u32 {
  return token & CODE
}

export function lengthOf(token: u32): u32 {
  return isCopy(token) ? (token >> 20) + 1 : 1
}

/** Returns the length in bytes of an image's token bit map. */
export function marksBytes(pixels: u32): usize {
  return (<usize>pixels >> 3) + 1
}

export function mark(marks: usize, position: u32): void {
  const at = marks + <usize>(position >> 3)
  store<u8>(at, load<u8>(at) | ((<u8>1) << (<u8>position & 7)))
}

export function isMarked(marks: usize, position: u32): bool {
  return ((load<u8>(marks + <usize>(position >> 3)) >> (<u8>position & 7)) & 1) !== 0
}

/**
 * Counts the symbols in the tokens that begin between two positions, in a count table.
 * @returns the position after the last token
 */
export function countTokens(table: usize, pixels: usize, marks: usize, from: u32, end: u32): u32 {
  let position = from
  while (position < end) {
    const token = load<u32>(pixels + <usize>position * 4)
    if (!isMarked(marks, position)) {
      countPixel(table, token)
      position++
    } else if ((token & CODE) === 0) {
      increment(table + <usize>(FIRST_CACHED + (token >> 20)) * 4)
      position++
    } else {
      const length = (token >> 20) + 1
      increment(table + <usize>(256 + prefixSymbol(length)) * 4)
      increment(table + DISTANCE + <usize>prefixSymbol(token & CODE) * 4)
      position += length
    }
  }
  return position
}

function putCode(at: usize): void {
  const code = load<u32>(at)
  put(code & 0xffff, code >> 16)
}

function putPrefixed(table: usize, value: u32): void {
  const symbol = prefixSymbol(value)
  putCode(table + <usize>symbol * 4)
  const extra = extraCount(symbol)
  put(extraBits(value, extra), extra)
}

function putPixel(table: usize, pixel: u32): void {
  const green = load<u32>(table + <usize>((pixel >> 8) & 255) * 4)
  const red = load<u32>(table + RED + <usize>((pixel >> 16) & 255) * 4)
  put((green & 0xffff) | ((red & 0xffff) << (green >> 16)), (green >> 16) + (red >> 16))
  const blue = load<u32>(table + BLUE + <usize>(pixel & 255) * 4)
  const alpha = load<u32>(table + ALPHA + <usize>(pixel >> 24) * 4)
  put((blue & 0xffff) | ((alpha & 0xffff) << (blue >> 16)), (blue >> 16) + (alpha >> 16))
}

/**
 * Maximum length of a coded token in bytes. A copy has 15 + 10 bits for its length and 15 + 18 bits
 * for its distance, and a literal has 60 bits.
 */
const TOKEN_BYTES: i32 = 8

/**
 * Writes the codes for the tokens that begin between two positions, as long as the buffer has room.
 * @returns the position after the last token that was written
 */
export function writeTokens(table: usize, pixels: usize, marks: usize, from: u32, end: u32): u32 {
  let position = from
  while (position < end && bitsFit(TOKEN_BYTES)) {
    const token = load<u32>(pixels + <usize>position * 4)
    if (!isMarked(marks, position)) {
      putPixel(table, token)
      position++
    } else if ((token & CODE) === 0) {
      putCode(table + <usize>(FIRST_CACHED + (token >> 20)) * 4)
      position++
    } else {
      const length = (token >> 20) + 1
      putPrefixed(table + BYTES, length)
      putPrefixed(table + DISTANCE, token & CODE)
      position += length
    }
  }
  return position
}
