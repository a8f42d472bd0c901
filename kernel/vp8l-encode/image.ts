/**
 * Writes the small images that contain a transform's values or the tiles' group numbers (RFC 9649,
 * 3.7.3: entropy-coded images).
 */
import { alloc } from '../heap'
import { put } from './bits'
import { writeCode } from './code-writer'
import { alphabetAt, alphabetSize, layOut, TABLE } from './histogram'
import { parse } from './parse'
import { pricesReset } from './prices'
import { countTokens, marksBytes, writeTokens } from './tokens'

let marks: usize = 0
let counts: usize = 0
let codes: usize = 0

export function imageOpen(maxPixels: u32): void {
  marks = alloc(marksBytes(maxPixels))
  counts = alloc(TABLE)
  codes = alloc(TABLE)
}

/** Makes and writes the five prefix codes for a symbol count table. */
export function writeCodes(counts: usize, codes: usize): void {
  for (let alphabet = 0; alphabet < 5; alphabet++) {
    const at = alphabetAt(alphabet)
    writeCode(counts + at, alphabetSize(alphabet), codes + at)
  }
}

/**
 * Writes one of the small images.
 * @param pixels address of the image's pixels, which are replaced by tokens
 */
export function writeImage(pixels: usize, width: u32, height: u32): void {
  const count = width * height
  layOut(0)
  pricesReset()
  parse(pixels, width, count, 0, marks)
  memory.fill(counts, 0, TABLE)
  countTokens(counts, pixels, marks, 0, count)
  put(0, 1)
  writeCodes(counts, codes)
  writeTokens(codes, pixels, marks, 0, count)
}
