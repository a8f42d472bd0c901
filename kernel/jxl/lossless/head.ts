/** Headers for a lossless codestream. */
import { alignBits, bitsEnd, bitsOverflow, openBits } from '../bits'
import { FrameHeader, writeFrameHeader } from '../frame-header'
import { ImageHeader, writeImageHeader } from '../image-header'
import { sectionCount, writeToc } from '../toc'
import { GROUP_SHIFT, groups, lfGroups } from './groups'
import { finishOutput } from './output'

/**
 * Begins a head with the image header. An ICC profile may follow, before `finishHead`.
 * @param head address of `headBytes` bytes
 */
export function beginHead(image: ImageHeader, head: usize, headBytes: usize): void {
  openBits(head, head + headBytes)
  writeImageHeader(image)
}

/**
 * Writes the frame header and the TOC.
 * @param image image header, followed by memory for a frame header
 * @param lengths section lengths, each a 32-bit number
 * @param head the address that `beginHead` got
 * @returns codestream length in bytes
 */
export function finishHead(image: ImageHeader, lengths: usize, head: usize): i32 {
  const address = changetype<usize>(image) + offsetof<ImageHeader>()
  memory.fill(address, 0, offsetof<FrameHeader>())
  const frame = changetype<FrameHeader>(address)
  frame.modular = 1
  frame.alpha = image.alphaDepth > 0 ? 1 : 0
  frame.upsampling = 1
  frame.alphaUpsampling = 1
  frame.groupShift = GROUP_SHIFT
  alignBits()
  writeFrameHeader(frame)
  writeToc(lengths, sectionCount(groups, lfGroups))
  if (bitsOverflow()) unreachable()
  return finishOutput(head, bitsEnd() - head)
}
