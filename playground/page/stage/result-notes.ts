import type { Rendering } from '../rendering.ts'
import { formatFrames } from './numbers.ts'

/**
 * Returns the words for a result that keeps only one frame of an animation. Its bytes must not be
 * compared with the source's.
 * @returns `undefined` if the result has all frames
 */
export function frameNote({
  info,
  headers,
  plan,
}: Pick<Rendering, 'info' | 'headers' | 'plan'>): string | undefined {
  const all = plan?.source.frames
  if (all === undefined || info.frames !== undefined || headers.get('x-ip') !== '1') return undefined
  return formatFrames(1, all)
}

/** Bytes of a result, and of the source to which it is compared. */
export interface ComparedBytes {
  readonly bytes: number
  /** The source's bytes. `undefined` if the result cannot be compared with the source. */
  readonly from: number | undefined
  /** Remark for a result that cannot be compared. */
  readonly note: string | undefined
}

/** Returns a result's bytes beside its source's. A description has no comparison. */
export function comparedBytes(rendering: Rendering): ComparedBytes {
  const { blob, type, plan } = rendering
  const isImage = type.startsWith('image/')
  const note = isImage ? frameNote(rendering) : undefined
  return {
    bytes: blob.size,
    from: isImage && note === undefined ? plan?.source.bytes : undefined,
    note,
  }
}

/**
 * Returns the tone in which a result's bytes are shown: `good` if there are fewer than the source
 * has.
 */
export function toneOf({ bytes, from }: ComparedBytes): 'good' | 'bad' | undefined {
  if (from === undefined || bytes === from) return undefined
  return bytes < from ? 'good' : 'bad'
}

/**
 * Returns `true` if the resize has made the picture larger than the part of the source that it
 * shows. It compares areas, which do not depend on the orientation.
 */
export function isEnlarged({ plan }: Pick<Rendering, 'plan'>): boolean {
  if (!plan?.transform) return false
  const { crop, resized, decodeScale } = plan.transform
  // A decoder that reduces the source is only used for smaller results.
  return decodeScale === 8 && resized.width * resized.height > crop.width * crop.height
}
