import type { Box, Size } from '../picture/size.ts'
import type { Kernel } from '../wasm/kernel.ts'
import { sideKernel } from '../wasm/side-kernel.ts'

const even = (at: number) => at & ~1

/** Addresses of two RGBA pictures in kernel memory, and their common size. */
export interface Stored extends Size {
  readonly before: number
  readonly after: number
}

/**
 * Returns the box in which two pictures differ by more than a tolerance in any channel, or
 * `undefined` if they do not. The box starts at even coordinates, because WebP stores only those
 * for frames.
 * @param tolerance 0 to 255
 */
export function changedBox(
  kernel: Kernel,
  { before, after, width, height }: Stored,
  tolerance: number,
): Box | undefined {
  const side = sideKernel(kernel)
  if (side.changesFind(before, after, width, height, tolerance) === 0) return undefined
  const [x, y] = [even(side.changesLeft()), even(side.changesTop())]
  return { x, y, width: side.changesRight() + 1 - x, height: side.changesBottom() + 1 - y }
}

/** Two RGBA pictures as 32-bit words, one word for each pixel. */
export interface Compared extends Size {
  readonly before: Uint32Array
  readonly after: Uint32Array
}

/** Returns views of two pictures in kernel memory. The views are valid until the next `alloc`. */
export function comparedAt({ memory }: Kernel, { before, after, width, height }: Stored): Compared {
  const words = (address: number) => new Uint32Array(memory.buffer, address, width * height)
  return { width, height, before: words(before), after: words(after) }
}

const OPAQUE = 0xff
/**
 * Maximum opaque colors in a changed box that is stored with a palette. Together with the
 * transparent color they fill a palette (RFC 9649, 4.4).
 */
const PALETTE = 255

/**
 * `true` if clearing a box's unchanged pixels is exact and likely saves bytes. It is exact if all
 * changed pixels are opaque. It likely saves bytes if fewer than half of the pixels have changed,
 * or if the changed ones fit into a palette.
 */
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
 * Makes a box's unchanged pixels transparent, so that the box can be laid over the previous
 * picture. Copies the changed pixels to the previous picture. Does nothing if the result would not
 * be exact or would likely take more bytes.
 * @returns `true` if the pixels were cleared
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

/** Copies a box from the new picture to the previous picture. */
export function updateBox({ before, after, width }: Compared, box: Box): void {
  const end = (box.y + box.height) * width
  for (let row = box.y * width + box.x; row < end; row += width)
    before.set(after.subarray(row, row + box.width), row)
}

/** Moves a box's rows to the beginning of the new picture, without gaps. */
export function packBox({ after, width }: Compared, box: Box): void {
  for (let y = 0; y < box.height; y++) {
    const row = (box.y + y) * width + box.x
    after.copyWithin(y * box.width, row, row + box.width)
  }
}
