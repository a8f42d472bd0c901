import { Failure } from '../../errors.ts'
import type { Picture } from '../picture/picture.ts'
import { heapBytes } from '../wasm/heap.ts'
import type { Kernel } from '../wasm/kernel.ts'
import { assertSameSizes, convertPlanes, type RgbaPicture, rgba } from './rgba.ts'

/** Bytes in an RGBA pixel. */
const PIXEL = 4
/** Maximum planes that are converted in place. With four planes nothing would be gained. */
const MAX_PLANES = 3
/** Number of pixels at the end that are converted from a copy of their samples. */
const REST = 1024

/**
 * Returns the kernel memory in bytes that a gathered picture takes, when everything else is freed.
 */
export const gatheredMemory = (pixels: number): number => heapBytes(pixels * PIXEL, MAX_PLANES * REST)

/** `true` if samples in this number of planes become RGBA in place, without a second picture. */
export const isInPlace = (planes: number): boolean => planes <= MAX_PLANES

function move({ memory }: Kernel, from: number, to: number, bytes: number): void {
  new Uint8Array(memory.buffer).copyWithin(to, from, from + bytes)
}

/** Moves planes together, so that each begins where the plane before it ends. */
function pack(kernel: Kernel, { planes }: Picture, bytes: number): void {
  const start = planes[0]?.address ?? 0
  for (const [index, { address }] of planes.entries()) {
    const to = start + index * bytes
    if (address < to) throw new Failure('internal', undefined, 'planes are not in ascending order')
    move(kernel, address, to, bytes)
  }
}

/**
 * Converts packed planes to RGBA in their own block, which has room for RGBA. Each round converts
 * the last pixels, whose RGBA lies behind all samples, and packs the rest.
 */
function expand(kernel: Kernel, picture: Picture, start: number, count: number): void {
  const parts = picture.planes.length
  const addresses = (at: number, step: number) => picture.planes.map((_, index) => at + index * step)
  let left = count
  while (left > REST) {
    const kept = Math.ceil((left * parts) / PIXEL)
    convertPlanes(kernel, picture, addresses(start + kept, left), left - kept, start + kept * PIXEL)
    for (let index = 1; index < parts; index++) move(kernel, start + index * left, start + index * kept, kept)
    left = kept
  }
  const rest = kernel.alloc(MAX_PLANES * REST)
  move(kernel, start, rest, parts * left)
  convertPlanes(kernel, picture, addresses(rest, left), left, start)
}

/**
 * Converts a picture to RGBA and frees everything else that was allocated after a checkpoint:
 * decoder, resampler, planes. The planes are converted in place, so that both pictures never exist
 * at the same time.
 * @param picture must have been allocated after the checkpoint, its planes in ascending order
 * @param checkpoint result from `heapCheckpoint`
 */
export function gathered(kernel: Kernel, picture: Picture, checkpoint: number): RgbaPicture {
  assertSameSizes(picture)
  const { width, height, layout, planes } = picture
  const count = width * height
  const isConverted = layout === 'rgba' || !isInPlace(planes.length)
  const source: Picture = isConverted ? rgba(kernel, picture) : picture
  const bytes = isConverted ? count * PIXEL : count
  pack(kernel, source, bytes)
  const from = source.planes[0]?.address ?? 0
  const address = kernel.heapKeep(checkpoint, from, source.planes.length * bytes, count * PIXEL)
  if (!isConverted) expand(kernel, picture, address, count)
  return { width, height, layout: 'rgba', planes: [{ width, height, address }] }
}
