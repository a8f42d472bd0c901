/** Headers for a lossless codestream. */
import { alignBits, bitsEnd, bitsOverflow, openBits } from '../bits'
import { FrameHeader, writeFrameHeader } from '../frame-header'
import { writeIcc } from '../icc'
import { ICC_RGB, ImageHeader, writeImageHeader } from '../image-header'
import { sectionCount, writeToc } from '../toc'
import { GROUP_SHIFT, groups, lfGroups } from './groups'
import { finishOutput } from './output'

/**
 * Writes the headers and the TOC.
 * @param image image header, followed by memory for a frame header
 * @param lengths section lengths, each a 32-bit number
 * @returns codestream length in bytes
 */
export function writeHead(
  image: ImageHeader,
  icc: usize,
  iccLength: u32,
  iccMemory: usize,
  lengths: usize,
  head: usize,
  headBytes: usize,
): i32 {
  const address = changetype<usize>(image) + offsetof<ImageHeader>()
  memory.fill(address, 0, offsetof<FrameHeader>())
  const frame = changetype<FrameHeader>(address)
  frame.modular = 1
  frame.alpha = image.alphaDepth > 0 ? 1 : 0
  frame.upsampling = 1
  frame.alphaUpsampling = 1
  frame.groupShift = GROUP_SHIFT
  openBits(head, head + headBytes)
  writeImageHeader(image)
  if (image.color >= ICC_RGB) writeIcc(icc, iccLength, iccMemory)
  alignBits()
  writeFrameHeader(frame)
  writeToc(lengths, sectionCount(groups, lfGroups))
  if (bitsOverflow()) unreachable()
  return finishOutput(head, bitsEnd() - head)
}
