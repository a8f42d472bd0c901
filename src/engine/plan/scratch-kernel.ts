import { classOf, kernelMemory, MAX_KERNEL, maxBytes, type Room } from '../../memory/index.ts'
import { encoders } from '../formats/codecs.ts'
import { scratchBytes } from '../wasm/scratch.ts'
import { likelyAnimation, longestAnimation } from './animation-memory.ts'
import type { PlannedFile } from './file-memory.ts'
import { freeBuffers, type Memories } from './room.ts'

/** Returns the maximum bytes for a kernel's blocks in its memory class. */
const inClass = (kernel: number): number => maxBytes(classOf(kernel)) - kernelMemory(0)

/**
 * Returns the scratch memory with which a file with `length` bytes takes at most `free` bytes in
 * buffers.
 */
function neededScratch({ animation, keepsMetadata }: PlannedFile, length: number, free: number): number {
  const fitting = Math.min(length, free)
  return animation && !keepsMetadata ? 2 * fitting - free : fitting
}

/**
 * Returns the size in bytes for a kernel whose idle memory holds the file while it is copied
 * (`rewritten`). The kernel may fill the memory class that the transform needs anyway. An animation
 * gets a larger class if its file is likely to be too long otherwise.
 * @param parts the transform's memories
 * @param free buffer bytes that are left for the file
 */
export function scratchKernel(
  file: PlannedFile,
  { kernel = 0, codec = 0 }: Memories,
  free: number,
  room: Room,
): number {
  const { animation, keepsMetadata, output, settings, format } = file
  if (kernel > MAX_KERNEL || (!animation && !keepsMetadata)) return kernel
  const longest = animation
    ? longestAnimation(output, settings, animation)
    : encoders[format].maxFile(output, settings)
  const likely = animation ? likelyAnimation(output, settings, animation) : 0
  const overhead = kernel - scratchBytes(kernel)
  const wanted = (length: number) => neededScratch(file, length, free) + overhead
  const most = inClass(Math.min(MAX_KERNEL, Math.max(kernel, wanted(likely))))
  const grown = Math.max(kernel, Math.min(most, wanted(longest)))
  const isFree = freeBuffers({ kernel: grown, codec }, room) >= freeBuffers({ kernel, codec }, room)
  return isFree ? grown : kernel
}
