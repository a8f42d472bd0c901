import type { Box, Size } from '../picture/size.ts'
import type { Kernel } from '../wasm/kernel.ts'
import { wholeKernel } from '../wasm/whole-kernel.ts'

const even = (at: number) => at & ~1

/** Two pictures of RGBA in the kernel's memory, by their addresses. */
export interface Stored extends Size {
  readonly before: number
  readonly after: number
}

/**
 * The box in which two pictures differ by more than a tolerance in any channel, from even coordinates, as frames of WebP
 * lie; `undefined` if nowhere.
 * @param tolerance 0 to 255
 */
export function changedBox(
  kernel: Kernel,
  { before, after, width, height }: Stored,
  tolerance: number,
): Box | undefined {
  const whole = wholeKernel(kernel)
  if (whole.changesFind(before, after, width, height, tolerance) === 0) return undefined
  const [x, y] = [even(whole.changesLeft()), even(whole.changesTop())]
  return { x, y, width: whole.changesRight() + 1 - x, height: whole.changesBottom() + 1 - y }
}

/** Two pictures of RGBA as words, a pixel each. */
export interface Compared extends Size {
  readonly before: Uint32Array
  readonly after: Uint32Array
}

/** Views two pictures of the kernel's memory as words. The views are valid until the next `alloc`. */
export function comparedAt({ memory }: Kernel, { before, after, width, height }: Stored): Compared {
  const words = (address: number) => new Uint32Array(memory.buffer, address, width * height)
  return { width, height, before: words(before), after: words(after) }
}

const OPAQUE = 0xff
/** With the transparent one, as many as a palette has (RFC 9649, 4.4). */
const PALETTE = 255

/** Whether a box of what has changed alone is exact, opaque pixels laid over the picture before, and compresses well. */
function isBestCleared({ before, after, width }: Compared, box: Box): boolean {
  const colors = new Set<number>()
  let changed = 0
  const end = (box.y + box.height) * width
  for (let row = box.y * width + box.x; row < end; row += width) {
    for (let at = row; at < row + box.width; at++) {
      const pixel = after[at] ?? 0
      if (pixel === before[at]) continue
      if (pixel >>> 24 !== OPAQUE) return false
      changed++
      if (colors.size <= PALETTE) colors.add(pixel)
    }
  }
  return 2 * changed < box.width * box.height || (changed < box.width * box.height && colors.size <= PALETTE)
}

/**
 * Makes the pixels of a box transparent that have not changed, so that the box can be laid over the picture before, where
 * that is exact and likely saves bytes. Copies what has changed to the picture before.
 * @returns whether it did
 */
export function clearUnchanged(pictures: Compared, box: Box): boolean {
  if (!isBestCleared(pictures, box)) return false
  const { before, after, width } = pictures
  const end = (box.y + box.height) * width
  for (let row = box.y * width + box.x; row < end; row += width) {
    for (let at = row; at < row + box.width; at++) {
      const pixel = after[at] ?? 0
      if (pixel === before[at]) after[at] = 0
      else before[at] = pixel
    }
  }
  return true
}

/** Copies a box of the picture after to the picture before. */
export function updateBox({ before, after, width }: Compared, box: Box): void {
  const end = (box.y + box.height) * width
  for (let row = box.y * width + box.x; row < end; row += width)
    before.set(after.subarray(row, row + box.width), row)
}

/** Moves the rows of a box to the beginning of the picture after, without gaps. */
export function packBox({ after, width }: Compared, box: Box): void {
  for (let y = 0; y < box.height; y++) {
    const row = (box.y + y) * width + box.x
    after.copyWithin(y * box.width, row, row + box.width)
  }
}
