/**
 * Lossy JPEG XL encoder: a codestream with a VarDCT frame in XYB (ISO/IEC 18181-1:2022, annexes G
 * and I).
 *
 * A pass over the picture transforms and quantizes groups, records their coefficients and counts
 * tokens. When the frequencies are known, a second pass over the records writes the groups.
 */
import { countedBytes, startCount } from '../../heap'
import { smoothHidden } from '../../pixels/hidden'
import { LIMIT } from '../../status'
import { DISPLAY_P3, GRAY, MAX_SIDE, SRGB } from '../image-header'
import { setAlpha } from './alpha'
import { encodeFrame, openFrame } from './lossy-frame'
import { pieceAddress, takePiece } from './lossy-output'
import { JxlPlanes, setGray, setRgba, setYcc } from './source'
import { chooseSteps } from './steps'

/** Maximum number of pixels, with which all sizes in bytes fit 32 bits. */
const MAX_PIXELS: i64 = 1 << 26
const MAX_LEVELS: i32 = 256

let width: i32 = 0
let height: i32 = 0
let quality: i32 = 0
/** Number of alpha levels, 0 without alpha. */
let levels: i32 = 0
let isOpen = false

/**
 * Opens the encoder for a picture.
 * @param frameWidth width in pixels, at most 65,535
 * @param frameHeight height in pixels, at most 65,535
 * @param frameQuality 1 to 100; 100 is not lossless
 * @param alphaLevels number of levels to which alpha is rounded, 2 to 256; 0 for a picture without
 *   alpha
 * @returns 0, or -3 if the width, the height or the quality is out of range
 */
export function jxlLossyOpen(frameWidth: i32, frameHeight: i32, frameQuality: i32, alphaLevels: i32): i32 {
  if (min(frameWidth, frameHeight) < 1 || max(frameWidth, frameHeight) > MAX_SIDE) return LIMIT
  if (<i64>frameWidth * frameHeight > MAX_PIXELS || frameQuality < 1 || frameQuality > 100) return LIMIT
  if (alphaLevels !== 0 && (alphaLevels < 2 || alphaLevels > MAX_LEVELS)) return LIMIT
  width = frameWidth
  height = frameHeight
  quality = frameQuality
  levels = alphaLevels
  openFrame(width, height, quality, levels > 0)
  isOpen = true
  return 0
}

/**
 * Returns the number of bytes that `jxlLossyOpen` allocates. Nothing else is allocated for any
 * picture. The picture is not included.
 */
export function jxlLossyBytes(frameWidth: i32, frameHeight: i32, frameQuality: i32, alphaLevels: i32): f64 {
  startCount()
  return countedBytes(jxlLossyOpen(frameWidth, frameHeight, frameQuality, alphaLevels))
}

/**
 * Encodes an RGBA picture. Alpha is only encoded if the encoder was opened for it. In that case,
 * the encoder also replaces the colors of transparent pixels in the picture.
 * @param rgba pixel address
 * @param isP3 1 for the Display P3 primaries, 0 for the sRGB primaries
 * @returns codestream length in bytes, or -3 if there is no room for it
 */
export function jxlLossyRgba(rgba: usize, isP3: i32): i32 {
  if (!isOpen) unreachable()
  if (levels > 0) {
    smoothHidden(rgba, width, height)
    setAlpha(rgba, levels)
  }
  setRgba(rgba, width, height, isP3 !== 0)
  return encode(isP3 !== 0 ? DISPLAY_P3 : SRGB)
}

/**
 * Encodes a gray picture with the sRGB transfer function. The encoder must have been opened without
 * alpha.
 * @param gray sample address
 * @param stride row stride in bytes
 * @returns codestream length in bytes, or -3 if there is no room for it
 */
export function jxlLossyGray(gray: usize, stride: i32): i32 {
  if (!isOpen || levels > 0) unreachable()
  setGray(gray, stride, width, height)
  return encode(GRAY)
}

/**
 * Encodes a picture from planes. The encoder must have been opened without alpha.
 * @returns codestream length in bytes, or -3 if there is no room for it
 */
export function jxlLossyPlanes(planes: JxlPlanes): i32 {
  if (!isOpen || levels > 0) unreachable()
  setYcc(planes, width, height)
  return encode(planes.isP3 !== 0 ? DISPLAY_P3 : SRGB)
}

function encode(color: u32): i32 {
  chooseSteps(quality)
  return encodeFrame(color)
}

/**
 * Takes the codestream's next piece.
 * @returns piece length in bytes, at most 64 KiB; 0 after the last piece
 */
export function jxlLossyNext(): i32 {
  return takePiece()
}

/**
 * Returns the address of the last piece from `jxlLossyNext`. The piece is valid until the next
 * picture.
 */
export function jxlLossyOutput(): usize {
  return pieceAddress()
}
