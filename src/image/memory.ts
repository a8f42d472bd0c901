import { decoders, encoders } from '../codecs/codecs.ts'
import { plannedLayout, storedPlanes } from '../codecs/planes.ts'
import { onePicture } from '../ops/operation.ts'
import { stepMemory } from '../ops/ops.ts'
import { overlayMemory } from '../ops/overlay.ts'
import type { Header } from '../probe/header.ts'
import type { Shape } from './plan.ts'
import { resizeMemory } from './resample.ts'

/** Bytes that are read of a source at a time, with what the platform and the reader hold of them. */
export const READING = 1 << 20

const sum = (bytes: readonly number[]) => bytes.reduce((total, more) => total + more, 0)

/**
 * Every buffer of a transform as if none were given back: reading, resampler, the RGBA picture, what steps and overlay take,
 * decoder and encoder. Of codecs in instances of their own only the larger counts, since the decoder's is dropped first; its
 * input stays.
 * @param size length of the source in bytes
 */
export function plannedMemory(header: Header, size: number, plan: Shape): number {
  const { denominator, resize, output, steps, overlay, format, settings, planar } = plan
  const decoder = decoders[header.format]
  const decode = decoder.memory(header, size, denominator)
  const encode = encoders[format].memory(output, settings)
  return sum([
    READING,
    decoder.foreign ? Math.max(decode, size + encode) : decode + encode,
    resizeMemory(plannedLayout(header), storedPlanes(header, denominator), resize),
    planar ? 0 : onePicture(output),
    ...steps.map((step) => stepMemory(output, step)),
    overlay ? overlayMemory(output, overlay) : 0,
  ])
}
