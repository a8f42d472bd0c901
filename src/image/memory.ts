import { decoders, encoders } from '../codecs/codecs.ts'
import { plannedLayout, storedPlanes } from '../codecs/planes.ts'
import { onePicture } from '../ops/operation.ts'
import { stepInstance, stepMemory } from '../ops/ops.ts'
import { overlayMemory } from '../ops/overlay.ts'
import type { Header } from '../probe/header.ts'
import type { Shape } from './plan.ts'
import { resizeMemory } from './resample.ts'

/** Bytes that are read of a source at a time, with what the platform and the reader hold of them. */
export const READING = 1 << 20

const sum = (bytes: readonly number[]) => bytes.reduce((total, more) => total + more, 0)

/**
 * Every buffer of a transform as if none were given back: reading, resampler, the RGBA picture, what steps and overlay take,
 * decoder and encoder. Of what runs in instances of its own only the largest counts, since each is dropped before the next
 * one starts: a foreign decoder, whose input stays, steps, the drawing of the overlay, whose picture stays, the encoder.
 * @param size length of the source in bytes
 * @param drawing bytes that drawing the overlay takes, its picture included
 */
export function plannedMemory(header: Header, size: number, plan: Shape, drawing: number): number {
  const { denominator, resize, output, steps, overlay, format, settings, planar } = plan
  const decoder = decoders[header.format]
  const decode = decoder.memory(header, size, denominator)
  const encode = encoders[format].memory(output, settings)
  const drawn = overlay ? onePicture(overlay.size) : 0
  return sum([
    READING,
    decoder.foreign ? size : decode,
    Math.max(decoder.foreign ? decode - size : 0, ...steps.map(stepInstance), drawing - drawn, encode),
    resizeMemory(plannedLayout(header), storedPlanes(header, denominator), resize),
    planar ? 0 : onePicture(output),
    ...steps.map((step) => stepMemory(output, step)),
    overlay ? overlayMemory(output, overlay) + drawn : 0,
  ])
}
