/** Transcoded codestream headers (ISO/IEC 18181-1:2022, annexes D to F). */

import { alloc } from '../../heap'
import { aligned } from '../aligned'
import { alignBits } from '../bits'
import { FrameHeader, SKIP_LF_SMOOTHING, writeFrameHeader } from '../frame-header'
import { iccBytes, iccRoom, writeIcc } from '../icc'
import { ICC_GRAY, ICC_RGB, ImageHeader, writeImageHeader } from '../image-header'
import { TOC_ENTRY_BYTES, TOC_MORE_BYTES, writeToc } from '../toc'
import { sectionLengths, sections } from '../vardct/sections'
import { height, isYcbcr, LUMA, samplingOf, width } from './frame'

/** Maximum bytes in the image header and the frame header without a profile. */
const HEADER_BYTES: usize = 64
/** Maximum ICC profile length in bytes: 4 MiB, as in level 5 (annex M). */
const MAX_PROFILE: u32 = 4194304

let imageHeader: usize = 0
let frameHeader: usize = 0
let profile: usize = 0
let profileBytes: u32 = 0

/**
 * Opens the headers.
 * @param bytes ICC profile length; 0 if there is none
 * @returns `false` if the profile is too long
 */
export function openHeaders(bytes: u32): bool {
  if (bytes > MAX_PROFILE) return false
  profileBytes = bytes
  imageHeader = alloc(offsetof<ImageHeader>())
  frameHeader = alloc(offsetof<FrameHeader>())
  return true
}

/** Returns the headers' maximum length in bytes, a multiple of 16. */
export function headerRoom(): usize {
  const toc = <usize>TOC_MORE_BYTES + <usize>sections * <usize>TOC_ENTRY_BYTES
  return aligned(HEADER_BYTES + toc + (profileBytes > 0 ? iccRoom(profileBytes) : 0))
}

/** Returns the number of bytes that `writeHeaders` uses in memory. */
export function headerMemory(): usize {
  return profileBytes > 0 ? iccBytes(profileBytes) : 0
}

/**
 * Sets the fields that do not follow from the frame.
 * @param orientation orientation as in Exif, 1 to 8
 * @param color color encoding, a constant from `image-header.ts`
 * @param address ICC profile's address, if the color encoding has one
 */
export function setHeaders(orientation: u32, color: u32, address: usize): void {
  const image = changetype<ImageHeader>(imageHeader)
  image.width = width
  image.height = height
  image.orientation = orientation
  image.color = color
  image.xyb = 0
  image.depth = 8
  image.alphaDepth = 0
  profile = address
}

/**
 * Writes the picture and frame headers, and the table of contents.
 * @param area address of `headerMemory` bytes, a multiple of 16
 */
export function writeHeaders(area: usize): void {
  const image = changetype<ImageHeader>(imageHeader)
  writeImageHeader(image)
  if (image.color === ICC_RGB || image.color === ICC_GRAY) writeIcc(profile, profileBytes, area)
  alignBits()
  const frame = changetype<FrameHeader>(frameHeader)
  frame.modular = 0
  frame.flags = SKIP_LF_SMOOTHING
  frame.xyb = 0
  frame.ycbcr = isYcbcr ? 1 : 0
  frame.samplingCb = samplingOf(0)
  frame.samplingY = samplingOf(LUMA)
  frame.samplingCr = samplingOf(2)
  frame.alpha = 0
  frame.upsampling = 1
  frame.alphaUpsampling = 1
  frame.gaborish = 0
  frame.epf = 0
  writeFrameHeader(frame)
  writeToc(sectionLengths, sections)
}
