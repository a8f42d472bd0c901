/** Codestream header (ISO/IEC 18181-1:2022, annex D). */
import { writeBits, writeBool } from './bits'
import { bits, val, writeEnum, writeU32, writeU64 } from './fields'

/** Maximum width and height, as in JPEG. Level 5 allows 2¹⁸ (annex M). */
export const MAX_SIDE: i32 = 65535

/** Color encodings. */
export const SRGB: u32 = 0
/** RGB with the Display P3 primaries and the sRGB transfer function. */
export const DISPLAY_P3: u32 = 1
/** Gray with the sRGB transfer function and white point. */
export const GRAY: u32 = 2
/** RGB with an ICC profile, which `writeIcc` writes after the header. */
export const ICC_RGB: u32 = 3
/** Gray with an ICC profile, which `writeIcc` writes after the header. */
export const ICC_GRAY: u32 = 4

/** Enumeration values (table E.2 and following). */
const COLOR_RGB: u32 = 0
const COLOR_GRAY: u32 = 1
const WHITE_D65: u32 = 1
const PRIMARIES_SRGB: u32 = 1
const PRIMARIES_P3: u32 = 11
const TRANSFER_SRGB: u32 = 13
const INTENT_RELATIVE: u32 = 1
const EXTRA_ALPHA: u32 = 0

/** Maximum sample depth in bits for which decoders need only 16 bits for a sample (table D.3). */
const MAX_NARROW_BITS: u32 = 12

/** Codestream header fields. */
@unmanaged
export class ImageHeader {
  /** Stored picture's width in pixels, before `orientation` is applied. */
  width: u32
  /** Stored picture's height in pixels, before `orientation` is applied. */
  height: u32
  /** Orientation as in Exif, 1 to 8. */
  orientation: u32
  /** `SRGB`, `DISPLAY_P3`, `GRAY`, `ICC_RGB` or `ICC_GRAY`. */
  color: u32
  /** 1 if the frame is stored as XYB, 0 if it is stored in the color space that `color` names. */
  xyb: u32
  /** Bits for a color sample, 1 to 16. */
  depth: u32
  /** Bits for an alpha sample, 1 to 16; 0 for a picture without alpha. Alpha is straight. */
  alphaDepth: u32
}

/**
 * Writes the signature and the image header. `writeIcc` follows if `color` is `ICC_RGB` or
 * `ICC_GRAY`. The frame begins at the next byte boundary.
 */
export function writeImageHeader(header: ImageHeader): void {
  writeBits(0x0aff, 16)
  writeSize(header.width, header.height)
  writeMetadata(header)
  // Default upsampling weights and XYB matrix.
  writeBool(true)
}

/** Returns `true` if samples do not fit into 16 bits while they are decoded. */
function isWide(header: ImageHeader): bool {
  const depth: u32 = header.xyb !== 0 ? 0 : header.depth
  return max(depth, header.alphaDepth) > MAX_NARROW_BITS
}

/** Returns the width that a ratio from table D.2 and a height give. */
function ratioWidth(ratio: u32, height: u32): u32 {
  if (ratio === 1) return height
  if (ratio === 2) return <u32>((<u64>height * 12) / 10)
  if (ratio === 3) return <u32>((<u64>height * 4) / 3)
  if (ratio === 4) return <u32>((<u64>height * 3) / 2)
  if (ratio === 5) return <u32>((<u64>height * 16) / 9)
  if (ratio === 6) return <u32>((<u64>height * 5) / 4)
  return height * 2
}

/** Writes the picture's width and height (D.2). */
function writeSize(width: u32, height: u32): void {
  let ratio: u32 = 0
  for (let i: u32 = 7; i > 0; i--) if (ratioWidth(i, height) === width) ratio = i
  const isSmall = isEighths(height) && (ratio !== 0 || isEighths(width))
  writeBool(isSmall)
  writeSide(height, isSmall)
  writeBits(ratio, 3)
  if (ratio === 0) writeSide(width, isSmall)
}

/** Returns `true` if a side, counted in eighths, fits in 5 bits. */
function isEighths(side: u32): bool {
  return side <= 256 && (side & 7) === 0
}

function writeSide(side: u32, isSmall: bool): void {
  if (isSmall) writeBits(side / 8 - 1, 5)
  else writeU32(side, bits(9, 1), bits(13, 1), bits(18, 1), bits(30, 1))
}

/** Writes the image metadata (D.3). */
function writeMetadata(header: ImageHeader): void {
  const isTurned = header.orientation !== 1
  const hasAlpha = header.alphaDepth > 0
  const isDefault = !isTurned && !hasAlpha && header.depth === 8 && header.xyb !== 0 && header.color === SRGB
  writeBool(isDefault)
  if (isDefault) return
  writeBool(isTurned)
  if (isTurned) {
    writeBits(header.orientation - 1, 3)
    // No intrinsic size, no preview, no animation.
    writeBits(0, 3)
  }
  writeDepth(header.depth)
  writeBool(!isWide(header))
  writeU32(hasAlpha ? 1 : 0, val(0), val(1), bits(4, 2), bits(12, 1))
  if (hasAlpha) writeAlpha(header.alphaDepth)
  writeBool(header.xyb !== 0)
  writeColor(header.color)
  // Default tone mapping.
  if (isTurned) writeBool(true)
  // No extensions.
  writeU64(0)
}

/** Writes the integer sample depth (D.3.4). */
function writeDepth(depth: u32): void {
  writeBool(false)
  writeU32(depth, val(8), val(10), val(12), bits(6, 1))
}

/** Describes the extra channel for alpha (D.3.6). It has the picture's width and height. */
function writeAlpha(depth: u32): void {
  const isDefault = depth === 8
  writeBool(isDefault)
  if (isDefault) return
  writeEnum(EXTRA_ALPHA)
  writeDepth(depth)
  writeU32(0, val(0), val(3), val(4), bits(3, 1))
  // Name length.
  writeU32(0, val(0), bits(4), bits(5, 16), bits(10, 48))
  // Alpha is straight.
  writeBool(false)
}

/** Writes the color encoding (annex E). */
function writeColor(color: u32): void {
  writeBool(color === SRGB)
  if (color === SRGB) return
  const hasProfile = color === ICC_RGB || color === ICC_GRAY
  const isGray = color === GRAY || color === ICC_GRAY
  writeBool(hasProfile)
  writeEnum(isGray ? COLOR_GRAY : COLOR_RGB)
  if (hasProfile) return
  writeEnum(WHITE_D65)
  if (!isGray) writeEnum(color === DISPLAY_P3 ? PRIMARIES_P3 : PRIMARIES_SRGB)
  // The transfer function is named, and not stored as a gamma.
  writeBool(false)
  writeEnum(TRANSFER_SRGB)
  writeEnum(INTENT_RELATIVE)
}
