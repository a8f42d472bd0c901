import type { Frame } from '../src/engine/picture/picture.ts'
import { bubble } from './bubble.ts'
import { exifSegment, insertSegment } from './exif-segment.ts'
import { GRADIENT } from './gradient.ts'
import { landscape } from './landscape.ts'
import { lighthouse } from './lighthouse.ts'
import { pebbles } from './pebbles.ts'
import { STAMP } from './stamp.ts'
import { windmill } from './windmill.ts'

/** Encodes a frame in a format. */
export type Encode = (frame: Frame) => Promise<Uint8Array<ArrayBuffer>>

/** Encoders for the samples' formats. */
export interface Encoders {
  /** Baseline JPEG with 4:2:0 chroma subsampling, as cameras write it. */
  readonly jpeg: Encode
  readonly png: Encode
  readonly webp: Encode
}

/** A picture for trying the service. */
export interface Sample {
  readonly name: string
  /** Media type. */
  readonly type: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

interface Recipe {
  readonly type: string
  readonly width: number
  readonly height: number
  readonly paint: (width: number, height: number) => Frame
  readonly format: keyof Encoders
  /** `true` if the picture is stored as by a phone that is held upright. */
  readonly upright?: true
}

/** EXIF data as from a phone held upright, located at Point Nemo, where nobody lives. */
const EXIF = exifSegment({
  orientation: 6,
  description: 'Lighthouse at dusk',
  latitude: -48.8767,
  longitude: -123.3933,
})

const RECIPES: Readonly<Record<string, Recipe>> = {
  'landscape.jpg': { type: 'image/jpeg', width: 1800, height: 1200, paint: landscape, format: 'jpeg' },
  'portrait.jpg': {
    type: 'image/jpeg',
    width: 1200,
    height: 1600,
    paint: lighthouse,
    format: 'jpeg',
    upright: true,
  },
  'bubble.png': { type: 'image/png', width: 1200, height: 900, paint: bubble, format: 'png' },
  'pebbles.webp': { type: 'image/webp', width: 1600, height: 1067, paint: pebbles, format: 'webp' },
}

/** Drawings for overlays. */
const DRAWINGS: Readonly<Record<string, string>> = { 'stamp.svg': STAMP, 'gradient.svg': GRADIENT }

/** Names under which the samples are stored. */
export const SAMPLE_NAMES: readonly string[] = [
  ...Object.keys(RECIPES),
  'windmill.gif',
  ...Object.keys(DRAWINGS),
]

/**
 * Paints the sample pictures, which are the same on every call: a landscape; a portrait with an
 * EXIF orientation and a private location; bubbles with transparency; pebbles with much fine
 * detail; a windmill that turns; and a stamp and a gradient for overlays.
 *
 * @param scale factor for widths and heights; 1 gives pictures of 1 to 2 megapixels and takes some
 *   seconds
 */
export async function* paintSamples(encoders: Encoders, scale = 1): AsyncGenerator<Sample> {
  for (const [name, { type, width, height, paint, format, upright }] of Object.entries(RECIPES)) {
    const frame = paint(Math.round(width * scale), Math.round(height * scale))
    const encode = encoders[format]
    const bytes = upright ? insertSegment(await encode(layDown(frame)), EXIF) : await encode(frame)
    yield { name, type, bytes }
  }
  const turning = windmill({ width: Math.round(480 * scale), height: Math.round(320 * scale) })
  yield { name: 'windmill.gif', type: 'image/gif', bytes: turning }
  for (const [name, drawing] of Object.entries(DRAWINGS))
    yield { name, type: 'image/svg+xml', bytes: Uint8Array.from(new TextEncoder().encode(drawing)) }
}

/** Rotates a frame by 90° counterclockwise, which EXIF orientation 6 undoes. */
function layDown({ width, height, data }: Frame): Frame {
  const from = new Uint32Array(data.buffer, data.byteOffset, width * height)
  const to = new Uint32Array(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) to[(width - 1 - x) * height + y] = from[y * width + x] as number
  }
  return { width: height, height: width, data: new Uint8Array(to.buffer) }
}
