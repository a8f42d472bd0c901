import { openReader } from '../../bytes/reader.ts'
import { boxes } from '../boxes.ts'
import { follow } from '../walk.ts'
import { isBare } from './codestream.ts'
import { walkFrames } from './frames.ts'

/** Boxes that a stripped file may have. */
const LAYOUTS = ['JXL  ftyp jxlc', 'JXL  ftyp jxll jxlc']

/**
 * Implements `isStripped`: `true` if a file is a JPEG XL with nothing but one picture. A picture
 * with a color profile does not count, because its frames cannot be found.
 */
export function isStrippedJxl(file: Uint8Array, moving = false): boolean {
  const codestream = codestreamOf(file)
  return !moving && codestream !== undefined && isOnePicture(codestream)
}

/** Returns the codestream if it is all that the file contains. */
function codestreamOf(file: Uint8Array): Uint8Array | undefined {
  const input = openReader(file, true)
  if (isBare(input)) return file
  const found = [...boxes(input)]
  const last = found.at(-1)
  if (!last || !LAYOUTS.includes(found.map(({ type }) => type).join(' '))) return undefined
  return last.at + last.length === file.length ? file.subarray(last.at) : undefined
}

/** `true` if a codestream has one frame, and ends with it. */
function isOnePicture(codestream: Uint8Array): boolean {
  let frames = 0
  const ends = (bytes: Uint8Array) => follow(walkFrames((frame) => (frames += frame ? 1 : Number.NaN)))(bytes)
  return ends(codestream) && frames === 1 && !ends(codestream.subarray(0, -1))
}
