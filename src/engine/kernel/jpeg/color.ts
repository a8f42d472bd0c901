/** The meaning of the components, from the markers of JFIF (T.871 10.1) and Adobe, else guessed as libjpeg does. */
import { component, componentCount } from './frame'
import { byteAt, wordAt } from './input'

const GRAY = 0
const YCBCR = 1
const RGB = 2
const CMYK = 3
const YCCK = 4

const NO_ADOBE = -1

let jfif = false
/** The colour transform of the Adobe marker (T.872 6.5.3). */
let transform: i32 = NO_ADOBE

/** Bytes of an APP0 or APP14 segment that are read, with its length field. */
export const LOOK = 16

export function openColor(): void {
  jfif = false
  transform = NO_ADOBE
}

/** Reads the first `LOOK` bytes of an APP0 segment, or all of a shorter one. */
export function readApp0(): void {
  // "JFIF", 0
  if (wordAt(0) >= 16 && wordAt(2) === 0x4a46 && wordAt(4) === 0x4946 && byteAt(6) === 0) jfif = true
}

/** Reads the first `LOOK` bytes of an APP14 segment, or all of a shorter one. */
export function readApp14(): void {
  // "Adobe", version, two words of flags, transform
  const named = wordAt(0) >= 14 && wordAt(2) === 0x4164 && wordAt(4) === 0x6f62 && byteAt(6) === 0x65
  if (named) transform = byteAt(13)
}

/** 0 gray, 1 YCbCr, 2 RGB, 3 CMYK, 4 YCCK. */
export function jpegColor(): i32 {
  if (componentCount === 1) return GRAY
  if (componentCount === 4) return transform === NO_ADOBE || transform === 0 ? CMYK : YCCK
  if (jfif) return YCBCR
  if (transform !== NO_ADOBE) return transform === 0 ? RGB : YCBCR
  const named = component(0).id === 0x52 && component(1).id === 0x47 && component(2).id === 0x42
  return named ? RGB : YCBCR
}

/** Whether the inks of a CMYK or YCCK image are inverted, as Adobe's programs store them. */
export function jpegInverted(): i32 {
  return componentCount === 4 && transform !== NO_ADOBE ? 1 : 0
}
