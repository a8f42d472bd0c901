import type { EncodeOptions } from '@jsquash/jpeg/codec/enc/mozjpeg_enc.js'
import { defaultOptions } from '@jsquash/jpeg/meta.js'
import { Failure } from '../../../errors.ts'
import { releaseBuffer } from '../../bytes/release.ts'
import { resized } from '../../bytes/resized.ts'
import { DEFAULT_QUALITY } from '../../options/default-quality.ts'
import type { Picture } from '../../picture/picture.ts'
import type { Size } from '../../picture/size.ts'
import { codecMemory, withCodec } from '../../wasm/emscripten.ts'
import { heapBytes } from '../../wasm/heap.ts'
import { type Kernel, kernelFailure, view } from '../../wasm/kernel.ts'
import { modules } from '../../wasm/optional-modules.ts'
import { type Attempts, wholeAttempts } from '../attempts.ts'
import type { Encoder, EncodeSettings } from '../codec.ts'
import { assertWithin, type FileLimit, UNLIMITED } from '../file-limit.ts'
import { type LumaPlane, similarityOf } from '../similarity.ts'
import { chromaOfPlanes, kernelPlanes, planesMemory } from './chroma.ts'
import { jpegEncoderMemory } from './encoder-memory.ts'

/**
 * Maximum width and height that libjpeg accepts, slightly below the 65,535 that a frame header can
 * hold (T.81 B.2.2).
 */
const MAX_SIDE = 65_500

function assertSides({ width, height }: Size): void {
  if (Math.max(width, height) > MAX_SIDE)
    throw new Failure('too-large', `JPEG: an image has at most ${MAX_SIDE} pixels a side; make it smaller`)
}

/**
 * Share of a file by which its buffer is longer than the file without zeros after bytes of 0xff.
 * One byte in 256 is 0xff on average, and fewer are in photographs.
 */
const STUFFING = 1 / 64
const MIN_STUFFING = 1024

/**
 * Writes the pieces of a file to a buffer, as far as it has room for them.
 * @returns length of the file in bytes
 */
function writePieces(kernel: Kernel, file: Uint8Array): number {
  let end = 0
  for (let length = kernel.encodeNext(); length > 0; length = kernel.encodeNext()) {
    if (end + length <= file.length) file.set(view(kernel, kernel.encodeOutput(), length), end)
    end += length
  }
  return end
}

/** Picture in the kernel's encoder. Its planes stay as they are. */
interface OpenedPicture {
  readonly luma: LumaPlane
  /** Begins a file of the current quality: counts its symbols. */
  begin(): void
}

function openBaseline(picture: Picture, settings: EncodeSettings, kernel: Kernel): OpenedPicture {
  const { width, height } = picture
  const { layout, planes } = kernelPlanes(picture, settings, kernel)
  const status = kernel.encodeOpen(width, height, layout, settings.quality)
  if (status < 0) throw kernelFailure(status, 'JPEG')
  const [address, stride] = planes
  return { luma: { width, height, address, stride }, begin: () => kernel.encodePlanes(...planes) }
}

/** Writes the file that was begun. */
function writeFile(kernel: Kernel, begin: () => void, limit: FileLimit): Uint8Array<ArrayBuffer> {
  const plain = kernel.encodeLength()
  limit.check(plain)
  const expected = plain + Math.max(MIN_STUFFING, Math.ceil(plain * STUFFING))
  const file = new Uint8Array(Math.min(limit.bytes, expected))
  const length = writePieces(kernel, file)
  if (length <= file.length) return new Uint8Array(resized(file.buffer, length))
  releaseBuffer(file)
  limit.check(length)
  // The file has unusually many bytes of 0xff. Its length is now known.
  begin()
  const exact = new Uint8Array(length)
  writePieces(kernel, exact)
  return exact
}

function encodeBaseline(
  picture: Picture,
  settings: EncodeSettings,
  kernel: Kernel,
  limit: FileLimit,
): Uint8Array<ArrayBuffer> {
  const { begin } = openBaseline(picture, settings, kernel)
  begin()
  return writeFile(kernel, begin, limit)
}

/**
 * Encodes a picture at several qualities. An encode only counts the symbols, which takes about half
 * of the time. Its length is that without the zeros after bytes of 0xff, which are 0.3 % of most
 * photographs and 0.5 % of few (2026-11-30).
 */
function baselineAttempts(picture: Picture, settings: EncodeSettings, kernel: Kernel): Attempts {
  const { luma, begin } = openBaseline(picture, settings, kernel)
  return {
    async encode(quality) {
      const status = kernel.encodeQuality(quality)
      if (status < 0) throw kernelFailure(status, 'JPEG')
      begin()
      return kernel.encodeLength()
    },
    file: async () => writeFile(kernel, begin, UNLIMITED),
    similarity: (file) => similarityOf(kernel, luma, file, 'jpeg'),
  }
}

function mozjpegOptions(settings: EncodeSettings): EncodeOptions {
  return {
    ...defaultOptions,
    quality: settings.quality,
    progressive: true,
    auto_subsample: false,
    chroma_subsample: chromaOfPlanes(settings) === 'halved' ? 2 : 1,
  }
}

// Memory of mozjpeg, measured on 2026-11-29 at qualities from 10 to 100. mozjpeg holds the pixels
// twice, two sets of coefficients, and the candidate scans from which it chooses. Noise takes the
// most memory. `COEFFICIENT` is the length of one coefficient in bytes. `SCANS` has the bytes that
// the candidate scans take for each pixel, up to a quality: noise takes 7.0 up to quality 90, with
// chroma at half its size up to quality 94. Chroma of full size takes at most twice as much.
const BASE_BYTES = 724_288
const COEFFICIENT = 2
const SCANS: readonly { readonly quality: number; readonly bytes: number }[] = [
  { quality: 90, bytes: 8 },
  { quality: 94, bytes: 13 },
  { quality: 100, bytes: 40 },
]

/** Returns the pixels of a picture whose sides are rounded up to multiples of 16. */
const paddedArea = ({ width, height }: Size) => Math.ceil(width / 16) * Math.ceil(height / 16) * 256

function mozjpegMemory({ width, height }: Size, settings: EncodeSettings): number {
  const pixels = width * height
  const padded = paddedArea({ width, height })
  const planes = chromaOfPlanes(settings) === 'halved' ? 1.5 : 3
  const { bytes = 0 } = SCANS.find(({ quality }) => settings.quality <= quality) ?? {}
  const scans = settings.quality < 95 ? (bytes * planes) / 1.5 : bytes
  return codecMemory(BASE_BYTES + 8 * pixels + 2 * COEFFICIENT * planes * padded + scans * pixels)
}

async function encodeProgressive(
  picture: Picture,
  settings: EncodeSettings,
  kernel: Kernel,
  limit: FileLimit,
): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height, planes } = picture
  const heap = mozjpegMemory(picture, settings)
  const pixels = view(kernel, planes[0]?.address ?? 0, width * height * 4)
  const image = await withCodec(
    modules.get('mozjpeg'),
    heap,
    'internal',
    ({ encode }) => encode(pixels, width, height, mozjpegOptions(settings)),
    kernel,
  )
  if (typeof image === 'string') throw new Failure('internal', undefined, image)
  assertWithin(image, limit)
  return image
}

/** Maximum length in bytes of the headers and tables of a file. */
const MIN_FILE = 2048

/**
 * Maximum length of a file in bytes per pixel, below quality 95 and above. Noise of two levels
 * takes 1.12 at quality 94, with chroma at half its size, and 3.22 at quality 100, with chroma of
 * full size (2026-11-29).
 */
const MAX_PIXEL_BYTES = { halved: [1.25, 1.75], full: [2.5, 3.5] } as const

/** Returns the bytes of the kernel memory that a baseline JPEG takes beside its picture. */
function baselineMemory({ width }: Size, isPlanar = false): number {
  return jpegEncoderMemory() + (isPlanar ? 0 : heapBytes(planesMemory(width)))
}

/**
 * Encoder of JPEG. The kernel writes baseline images. mozjpeg writes progressive images, from RGBA
 * pictures, with trellis quantisation.
 */
export const encoder: Encoder = {
  maxSide: MAX_SIDE,
  defaultQuality: DEFAULT_QUALITY.jpeg,
  keepsChroma: (_, settings) => chromaOfPlanes(settings) === 'full',
  planes(settings) {
    return settings.progressive ? undefined : chromaOfPlanes(settings)
  },
  alpha: false,
  profile: 'any',
  memory(size, settings, isPlanar) {
    if (settings.progressive) modules.assert('mozjpeg')
    return settings.progressive ? mozjpegMemory(size, settings) : baselineMemory(size, isPlanar)
  },
  maxFile: (size, settings) =>
    MIN_FILE + paddedArea(size) * MAX_PIXEL_BYTES[chromaOfPlanes(settings)][settings.quality < 95 ? 0 : 1],
  kernelMemory: (size, settings, isPlanar) => (settings.progressive ? 0 : baselineMemory(size, isPlanar)),
  instance: (size, settings) =>
    settings.progressive ? { kind: 'large', bytes: mozjpegMemory(size, settings) } : undefined,
  async encode(picture, settings, kernel, limit = UNLIMITED) {
    assertSides(picture)
    if (settings.progressive) return encodeProgressive(picture, settings, kernel, limit)
    return encodeBaseline(picture, settings, kernel, limit)
  },
  attempts(picture, settings, kernel) {
    assertSides(picture)
    if (!settings.progressive) return baselineAttempts(picture, settings, kernel)
    return wholeAttempts((quality) => encodeProgressive(picture, { ...settings, quality }, kernel, UNLIMITED))
  },
}
