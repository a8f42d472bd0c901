import { type EncodeSettings, isLossless } from '../formats/codec.ts'
import { openMasks } from '../ops/animation-masks.ts'
import type { Box, Size } from '../picture/size.ts'
import type { Kernel } from '../wasm/kernel.ts'
import { changedBox, clearUnchanged, comparedAt, updateBox } from './frame-changes.ts'

/** The part of a frame that is encoded. */
export interface FramePart {
  /** The part's box on the canvas. Its `x` and `y` are even. */
  readonly box: Box
  /** `true` if the part is laid over the previous frame, `false` if it replaces the box. */
  readonly blends: boolean
}

/**
 * Finds the part of a picture that differs from the previous picture, and copies that part to the
 * previous picture. May make unchanged pixels transparent.
 * @param after address where the RGBA pixels start, which are modified
 * @returns `undefined` if nothing differs
 */
export type FindPart = (after: number) => FramePart | undefined

/**
 * Finds parts that keep every pixel, for lossless and near-lossless encoders. Both keep alpha
 * exactly, so that unchanged pixels may be transparent.
 */
function exactParts(kernel: Kernel, size: Size, before: number): FindPart {
  return (after) => {
    const box = changedBox(kernel, { ...size, before, after }, 0)
    if (!box) return undefined
    const pictures = comparedAt(kernel, { ...size, before, after })
    const blends = clearUnchanged(pictures, box)
    if (!blends) updateBox(pictures, box)
    return { box, blends }
  }
}

/**
 * Finds parts for a lossy encoder. Each pixel is compared with the input pixel that was last
 * encoded at its position, not with the previous frame. However slowly a picture changes, the
 * output therefore differs from it by at most the tolerance and the encoder's loss.
 */
function lossyParts(kernel: Kernel, size: Size, before: number, quality: number): FindPart {
  const masks = openMasks(kernel, size, quality)
  return (after) => {
    const found = masks.find(before, after)
    if (!found) return undefined
    const { box, isSmaller } = found
    if (isSmaller) masks.apply(before, after)
    else updateBox(comparedAt(kernel, { ...size, before, after }), box)
    masks.end()
    return { box, blends: isSmaller }
  }
}

/**
 * Opens the search for an animation's parts.
 * @param before address where the previous picture starts, which has the given size
 */
export function openParts(kernel: Kernel, size: Size, before: number, settings: EncodeSettings): FindPart {
  return isLossless(settings)
    ? exactParts(kernel, size, before)
    : lossyParts(kernel, size, before, settings.quality)
}
