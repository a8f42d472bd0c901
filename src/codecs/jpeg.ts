import mozjpegDec from '@jsquash/jpeg/codec/dec/mozjpeg_dec.js'
import decoderWasm from '@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm'
import mozjpegEnc, { type EncodeOptions } from '@jsquash/jpeg/codec/enc/mozjpeg_enc.js'
import encoderWasm from '@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm'
import { defaultOptions } from '@jsquash/jpeg/meta.js'
import { Failure } from '../errors.ts'
import type { Header } from '../probe/header.ts'
import { admit, type ForeignPicture } from './border.ts'
import type { Decoder, Encoder, EncodeSettings } from './codec.ts'
import { heap, open } from './emscripten.ts'
import { wholeFrame } from './frame.ts'
import { surveyJpeg } from './jpeg-markers.ts'

interface MozjpegDecoder {
  /** @param rotate whether the EXIF orientation is applied: the parameter that jSquash calls preserveOrientation */
  decode(image: Uint8Array, rotate: boolean): ForeignPicture | null
}

interface MozjpegEncoder {
  /** @returns a text where libjpeg fails */
  encode(rgba: Uint8Array, width: number, height: number, options: object): Uint8Array<ArrayBuffer> | string
}

/** Each scan is a pass over the whole picture, however few bytes it has. Real files have 1 to 20. */
const MAX_SCANS = 100

/**
 * Warnings after which the picture is whole. libjpeg goes on after a warning, with a gray rest or with noise, and
 * prints the first one only: of what follows one of these, a missing end at least is known beforehand.
 */
const HARMLESS = [
  /^Corrupt JPEG data: \d+ extraneous bytes before marker/,
  /^Unknown Adobe color transform code/,
  /^Warning: unknown JFIF revision number/,
  /^Invalid SOS parameters for sequential JPEG/,
]

function assertWhole(image: Uint8Array): void {
  const { scans, ended } = surveyJpeg(image)
  if (!ended) throw new Failure('corrupt', 'JPEG: the file ends before the image does')
  if (scans > MAX_SCANS) throw new Failure('too-large', `JPEG: at most ${MAX_SCANS} scans are decoded`)
}

// Measured with gradients, noise and flat colour at 0.25 to 6 megapixels, every sampling, baseline and progressive,
// on 2026-11-24: mozjpeg holds its input twice, an image of several scans as coefficients, and the RGBA rows.
const DECODER_BASE = 524_288
const COEFFICIENT = 2
/** The largest block of coefficients that is coded together, in pixels a side (T.81 A.2.3: sampling factors up to 4). */
const MCU = 32

function decoderHeap({ width, height, components, progressive }: Header, size: number): number {
  const pixels = width * height * 4
  const padded = Math.ceil(width / MCU) * Math.ceil(height / MCU) * MCU * MCU
  const coefficients = progressive ? padded * components * COEFFICIENT : 0
  return heap(DECODER_BASE + size * 2 + coefficients, pixels)
}

export const decoder: Decoder = {
  memory: (header, size) => decoderHeap(header, size) + size + header.width * header.height * 4,
  async decode(input, header) {
    if (header.components === 4) {
      throw new Failure('unsupported', 'JPEG: images in CMYK or YCCK are not processed')
    }
    const image = await input.readAll()
    assertWhole(image)
    const codec = await open<MozjpegDecoder>(mozjpegDec, decoderWasm, decoderHeap(header, image.length))
    const picture = codec.call('corrupt', ({ decode }) => decode(image, false))
    const [warning] = codec.lines
    if (warning !== undefined && !HARMLESS.some((harmless) => harmless.test(warning))) {
      throw new Failure('corrupt', undefined, warning)
    }
    return wholeFrame(admit(picture, header))
  },
}

/** JPEG_MAX_DIMENSION of libjpeg. */
const MAX_SIDE = 65_500

/**
 * From here on colours keep their full resolution, at up to twice the bytes; below it they are stored at half of it
 * in both directions (4:2:0). mozjpeg's own choice would be 4:2:2 at 80, and full from 90 on.
 */
const FULL_CHROMA_QUALITY = 95

function encoderOptions({ quality, progressive }: EncodeSettings): EncodeOptions {
  return {
    ...defaultOptions,
    quality,
    progressive,
    // Holds the quantisation tables to 8 bits, which is all that a baseline decoder reads (T.81 Table B.4).
    baseline: !progressive,
    auto_subsample: false,
    chroma_subsample: quality < FULL_CHROMA_QUALITY ? 2 : 1,
  }
}

// Measured likewise, at qualities from 10 to 100: mozjpeg holds the pixels twice, two sets of coefficients, and its
// output in a buffer that doubles; for a progressive image it codes many scans and keeps them to choose from.
const ENCODER_BASE = 524_288
const OUTPUT = { subsampled: 1, full: 3 }
const BUFFERS = 4
const CANDIDATES = { subsampled: 13, full: 40 }
const WORST: EncodeMode = { quality: 100, progressive: true }

type EncodeMode = Pick<EncodeSettings, 'quality' | 'progressive'>

function encoderHeap(width: number, height: number, { quality, progressive }: EncodeMode): number {
  const pixels = width * height
  const chroma = quality < FULL_CHROMA_QUALITY ? 'subsampled' : 'full'
  const samples = chroma === 'full' ? 3 : 1.5
  const padded = Math.ceil(width / 16) * Math.ceil(height / 16) * 256
  const scans = (progressive ? CANDIDATES[chroma] : BUFFERS * OUTPUT[chroma]) * pixels
  return heap(ENCODER_BASE + 8 * pixels + 2 * COEFFICIENT * samples * padded + scans)
}

export const encoder = {
  memory(width: number, height: number, mode: EncodeMode = WORST) { return encoderHeap(width, height, mode) + (4 + OUTPUT.full) * width * height },
  async encode({ width, height, data }, settings) {
    if (Math.max(width, height) > MAX_SIDE) {
      throw new Failure('too-large', `JPEG: an image has at most ${MAX_SIDE} pixels a side`)
    }
    const codec = await open<MozjpegEncoder>(mozjpegEnc, encoderWasm, encoderHeap(width, height, settings))
    const image = codec.call('internal', ({ encode }) => encode(data, width, height, encoderOptions(settings)))
    if (typeof image === 'string') throw new Failure('internal', undefined, image)
    return image
  },
} satisfies Encoder
