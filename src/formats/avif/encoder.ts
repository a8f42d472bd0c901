import avifEnc, { type EncodeOptions } from '@jsquash/avif/codec/enc/avif_enc.js'
import { defaultOptions } from '@jsquash/avif/meta.js'
import { type ByteReader, openReader } from '../../bytes/reader.ts'
import { Failure } from '../../errors.ts'
import type { Size } from '../../picture/size.ts'
import encoderWasm from '../../wasm/built/avif-encoder.wasm'
import { type CodecModule, codecMemory, withCodec } from '../../wasm/emscripten.ts'
import { view } from '../../wasm/kernel.ts'
import type { Encoder, EncodeSettings } from '../codec.ts'
import { findBox } from '../heif/boxes.ts'

/** `no-encoder.ts` replaces this file in a build that does not write AVIF. */
export const available = true

interface AvifEncoder {
  encode(rgba: Uint8Array, width: number, height: number, options: object): Uint8Array<ArrayBuffer> | null
}

const ENCODER: CodecModule<AvifEncoder> = { factory: avifEnc, wasm: encoderWasm }

/** libaom's speeds: 8 takes 2.5 times as long as 9, for 8 % fewer bytes at the same SSIM. */
const SPEEDS = { small: 8, large: 9 }
const SMALL = 160_000

/** Least quality of transparency: blur at its edges is seen first, against any background. */
const ALPHA_QUALITY = 90

function encoderOptions({ width, height }: Size, { quality }: EncodeSettings): EncodeOptions {
  const speed = SPEEDS[width * height <= SMALL ? 'small' : 'large']
  return { ...defaultOptions, quality, qualityAlpha: Math.max(quality, ALPHA_QUALITY), speed }
}

// Measured on 2026-11-25 at 1 to 5 megapixels and 10000 by 1 to 100 pixels, qualities 50 and 100. Noise takes most.
const ENCODER_BASE = 8_000_000
const ENCODER_BORDER = 40
const ENCODER_FRAME_BYTES = 34

function encoderHeap({ width, height }: Size): number {
  return codecMemory(
    ENCODER_BASE + ENCODER_FRAME_BYTES * (width + ENCODER_BORDER) * (height + ENCODER_BORDER),
  )
}

/** Primaries and transfer curve of sRGB (ISO/IEC 23091-2, tables 2 and 3); libavif writes 2, unspecified. */
const SRGB = { primaries: 1, transfer: 13 }

/** The boxes that lead to the colours (ISO/IEC 23008-12, 9.3.1), each with the length of its own fields. */
const COLOUR_BOXES = Object.entries({ meta: 4, iprp: 0, ipco: 0, colr: 4 })

function contentOf(type: string, input: ByteReader, from: number): number {
  const box = findBox(input, type, from)
  if (!box) throw new Failure('internal', undefined, `the AVIF encoder wrote no ${type}`)
  return box.at
}

function markAsSrgb(file: Uint8Array): void {
  const input = openReader(file, true)
  const at = COLOUR_BOXES.reduce((from, [type, first]) => contentOf(type, input, from) + first, 0)
  const view = new DataView(file.buffer, file.byteOffset)
  view.setUint16(at, SRGB.primaries)
  view.setUint16(at + 2, SRGB.transfer)
}

/** Limit of libavif's decoder, which browsers use; the encoder itself goes to 65,536. */
const MAX_SIDE = 32_768

export const encoder: Encoder = {
  maxSide: MAX_SIDE,
  defaultQuality: 60,
  alpha: true,
  profile: false,
  memory: (size) => encoderHeap(size) + 4 * size.width * size.height,
  instance: (size) => ({ kind: 'large', bytes: encoderHeap(size) }),
  async encode(picture, settings, kernel) {
    const { width, height, planes } = picture
    const pixels = view(kernel, planes[0]?.address ?? 0, width * height * 4)
    const image = await withCodec(ENCODER, encoderHeap(picture), 'internal', ({ encode }, lines) => {
      const made = encode(pixels, width, height, encoderOptions(picture, settings))
      if (made === null) throw new Failure('internal', undefined, lines.join('; '))
      return made
    })
    markAsSrgb(image)
    return image
  },
}
