import avifEnc, { type EncodeOptions } from '@jsquash/avif/codec/enc/avif_enc.js'
import { defaultOptions } from '@jsquash/avif/meta.js'
import { Failure } from '../../../errors.ts'
import { LARGE_BYTES } from '../../../memory/index.ts'
import { type ByteReader, openReader } from '../../bytes/reader.ts'
import { DEFAULT_QUALITY } from '../../options/default-quality.ts'
import type { Picture } from '../../picture/picture.ts'
import type { Size } from '../../picture/size.ts'
import encoderWasm from '../../wasm/built/avif-encoder.wasm'
import { type CodecModule, codecMemory, withCodec } from '../../wasm/emscripten.ts'
import { type Kernel, view } from '../../wasm/kernel.ts'
import { wholeAttempts } from '../attempts.ts'
import { findBox } from '../boxes.ts'
import type { Encoder, EncodeSettings } from '../codec.ts'
import { assertWithin, type FileLimit, UNLIMITED } from '../file-limit.ts'
import { encoderSpeed } from './speed.ts'

interface AvifEncoder {
  encode(rgba: Uint8Array, width: number, height: number, options: object): Uint8Array<ArrayBuffer> | null
}

/** libavif's encoder, with the imports of @jsquash/avif 2.1.1. */
export const AVIF_ENCODER: CodecModule<AvifEncoder> = {
  factory: avifEnc,
  wasm: encoderWasm,
  values: { lookUp: 'N', names: ['Uint8Array'], unused: [] },
}

/**
 * Values for the encoder option `subsample`, for chroma at half the width and height and for full
 * chroma.
 */
const COLORS = { halved: 1, full: 3 }

/**
 * Maximum number of pixels, including the border, in an image whose chroma keeps full resolution.
 * Full resolution keeps red text sharp. It makes photographs a twentieth smaller at the same
 * SSIMULACRA2, but takes 1.3 times the time and 1.6 times the memory.
 */
const FULL_COLORS = 1_100_000

/**
 * Option that turns palettes off. Our build maps it to libaom's `enable-palette`
 * (tools/codecs/build-codecs.ts). At speed 8, palettes take up to 1.6 times the bytes for a
 * photograph with a nearly white sky. They help only drawings with few colors that are not resized.
 */
const NO_PALETTES = { denoiseLevel: 0 }

/**
 * Minimum alpha plane quality. Blurred transparency edges are the first visible defect, on any
 * background.
 */
const ALPHA_QUALITY = 90

function encoderOptions(size: Size, settings: EncodeSettings, quality: number): EncodeOptions {
  return {
    ...defaultOptions,
    ...NO_PALETTES,
    quality,
    qualityAlpha: Math.max(quality, ALPHA_QUALITY),
    speed: encoderSpeed(size),
    subsample: COLORS[keepsColors(size, settings) ? 'full' : 'halved'],
  }
}

/** `true` if chroma keeps full resolution. It does not where libaom would take too much memory. */
function keepsColors(size: Size, settings: EncodeSettings): boolean {
  const pixels = framePixels(size)
  return pixels <= FULL_COLORS && heapOf(pixels, settings, 'full') <= LARGE_BYTES
}

// libaom's memory, measured on 2026-11-29 at 0.24 to 2 megapixels and at 8,000 to 30,000 by 50 to
// 200 pixels, with qualities 50 to 100. Noise takes the most memory, and it has steps at two
// qualities, at which the file's buffer doubles. `FRAME_BYTES` is the number of bytes per pixel up
// to a quality. The border around the frame counts as pixels.
const ENCODER_BASE = 8_000_000
const ENCODER_BORDER = 48
const FRAME_BYTES: readonly {
  readonly quality: number
  readonly halved: number
  readonly full: number
}[] = [
  { quality: 80, halved: 30, full: 46 },
  { quality: 95, halved: 32, full: 50 },
  { quality: 100, halved: 32, full: 57 },
]

function framePixels({ width, height }: Size): number {
  return (width + ENCODER_BORDER) * (height + ENCODER_BORDER)
}

/**
 * Returns the maximum bytes to which libaom's memory grows for an output. Chroma at half its size
 * takes less, so a 1.1-megapixel output takes less than a 0.9-megapixel output.
 */
function encoderHeap(size: Size, settings: EncodeSettings): number {
  return heapOf(framePixels(size), settings, keepsColors(size, settings) ? 'full' : 'halved')
}

function heapOf(pixels: number, { quality }: EncodeSettings, colors: keyof typeof COLORS): number {
  const row = FRAME_BYTES.find((each) => quality <= each.quality)
  return codecMemory(ENCODER_BASE + (row?.[colors] ?? 0) * pixels)
}

/**
 * Code points for sRGB's primaries and transfer (ISO/IEC 23091-2, tables 2 and 3). libavif writes
 * 2, which means unspecified.
 */
const SRGB = { primaries: 1, transfer: 13 }

/**
 * Nested boxes in the file, from the outermost one to the box with the color description (ISO/IEC
 * 23008-12, 9.3.1). Each box's number is the length in bytes of its fields before the next box or
 * before the description.
 */
const COLOR_BOXES = Object.entries({ meta: 4, iprp: 0, ipco: 0, colr: 4 })

function contentOf(type: string, input: ByteReader, from: number): number {
  const box = findBox(input, type, from)
  if (!box) throw new Failure('internal', undefined, `the AVIF encoder wrote no ${type}`)
  return box.at
}

function markAsSrgb(file: Uint8Array): void {
  const input = openReader(file, true)
  const at = COLOR_BOXES.reduce((from, [type, first]) => contentOf(type, input, from) + first, 0)
  const view = new DataView(file.buffer, file.byteOffset)
  view.setUint16(at, SRGB.primaries)
  view.setUint16(at + 2, SRGB.transfer)
}

/**
 * Maximum width and height in libavif's decoder, which browsers use. The encoder itself accepts up
 * to 65,536.
 */
const MAX_SIDE = 32_768

/** Maximum file length in bytes per pixel. Noise at quality 100 takes 4.7 (2026-11-29). */
const MAX_PIXEL_BYTES = 6
/** Maximum length in bytes of a file's boxes, without its pixels. */
const MIN_FILE = 1024

/**
 * @param quality at most the quality in the settings, with which the memory and the chroma are
 *   chosen
 */
async function encodeFile(
  picture: Picture,
  settings: EncodeSettings,
  kernel: Kernel,
  fileLimit: FileLimit,
  quality: number = settings.quality,
): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height, planes } = picture
  const pixels = view(kernel, planes[0]?.address ?? 0, width * height * 4)
  const limit = encoderHeap(picture, settings)
  const image = await withCodec(
    AVIF_ENCODER,
    limit,
    'internal',
    ({ encode }, lines) => {
      const made = encode(pixels, width, height, encoderOptions(picture, settings, quality))
      if (made === null) throw new Failure('internal', undefined, lines.join('; '))
      return made
    },
    kernel,
  )
  assertWithin(image, fileLimit)
  markAsSrgb(image)
  return image
}

export const encoder: Encoder = {
  maxSide: MAX_SIDE,
  defaultQuality: DEFAULT_QUALITY.avif,
  keepsChroma: keepsColors,
  alpha: true,
  profile: 'none',
  memory: encoderHeap,
  maxFile: ({ width, height }) => MIN_FILE + MAX_PIXEL_BYTES * width * height,
  kernelMemory: () => 0,
  instance: (size, settings) => ({ kind: 'large', bytes: encoderHeap(size, settings) }),
  encode: (picture, settings, kernel, limit = UNLIMITED) => encodeFile(picture, settings, kernel, limit),
  attempts: (picture, settings, kernel) =>
    wholeAttempts((quality) => encodeFile(picture, settings, kernel, UNLIMITED, quality)),
}
