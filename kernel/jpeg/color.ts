/**
 * Determines the components' color space from the JFIF (T.871 10.1) and Adobe markers. Without
 * these markers, it guesses the color space with libjpeg's rules.
 */
import { component, componentCount } from './frame'
import { byteAt, wordAt } from './input'

export const GRAY = 0
export const YCBCR = 1
export const RGB = 2
export const CMYK = 3
export const YCCK = 4

const NO_ADOBE = -1

let jfif = false
/** Color transform in the Adobe marker (T.872 6.5.3), or `NO_ADOBE`. */
let transform: i32 = NO_ADOBE

/** Maximum bytes that are read from an APP0 or APP14 segment, including its length field. */
export const LOOK = 16

export function openColor(): void {
  jfif = false
  transform = NO_ADOBE
}

/**
 * Reads a JFIF marker from an APP0 segment. At most the segment's first `LOOK` bytes are available.
 */
export function readApp0(): void {
  // The JFIF identifier is "JFIF" and a zero byte.
  if (wordAt(0) >= 16 && wordAt(2) === 0x4a46 && wordAt(4) === 0x4946 && byteAt(6) === 0) jfif = true
}

/**
 * Reads the color transform from Adobe's APP14 segment. At most the segment's first `LOOK` bytes
 * are available.
 */
export function readApp14(): void {
  // Adobe's segment has "Adobe", a version, two flag words, and the transform.
  const named = wordAt(0) >= 14 && wordAt(2) === 0x4164 && wordAt(4) === 0x6f62 && byteAt(6) === 0x65
  if (named) transform = byteAt(13)
}

/** Returns the components' color space, which is one of this file's constants. */
export function jpegColor(): i32 {
  if (componentCount === 1) return GRAY
  if (componentCount === 4) return transform === NO_ADOBE || transform === 0 ? CMYK : YCCK
  if (jfif) return YCBCR
  if (transform !== NO_ADOBE) return transform === 0 ? RGB : YCBCR
  const named = component(0).id === 0x52 && component(1).id === 0x47 && component(2).id === 0x42
  return named ? RGB : YCBCR
}

/**
 * Returns 1 if the inks in a CMYK or YCCK image are inverted, as Adobe's software writes them,
 * otherwise 0.
 */
export function jpegInverted(): i32 {
  return componentCount === 4 && transform !== NO_ADOBE ? 1 : 0
}
