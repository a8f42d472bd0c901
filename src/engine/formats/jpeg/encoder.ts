import { Failure } from '../../../errors.ts'
import { releaseBuffer } from '../../bytes/release.ts'
import { resized } from '../../bytes/resized.ts'
import { DEFAULT_QUALITY } from '../../options/default-quality.ts'
import type { Picture } from '../../picture/picture.ts'
import type { Size } from '../../picture/size.ts'
import { heapBytes } from '../../wasm/heap.ts'
import { type Kernel, kernelFailure, view } from '../../wasm/kernel.ts'
import type { Attempts } from '../attempts.ts'
import type { Encoder, EncodeSettings } from '../codec.ts'
import { type FileLimit, UNLIMITED } from '../file-limit.ts'
import { jpegSimilarity, type LumaPlane, similarityOf } from '../similarity.ts'
import { chromaOfPlanes, halvesChroma, kernelPlanes, LAYOUTS, planesMemory } from './chroma.ts'
import { jpegEncoderMemory } from './encoder-memory.ts'

/**
 * Maximum width and height that libjpeg accepts, slightly below the 65,535 that a frame header can
 * hold (T.81 B.2.2).
 */
const MAX_SIDE = 65_500

/** Bits in the mode that `encodeOpen` takes. */
const [PROGRESSIVE, THOROUGH] = [1, 2]

/** Returns the mode for `encodeOpen`. */
const modeOf = ({ progressive, effort }: EncodeSettings) =>
  (progressive ? PROGRESSIVE : 0) + (effort === 'best' ? THOROUGH : 0)

function assertSides({ width, height }: Size): void {
  if (Math.max(width, height) > MAX_SIDE)
    throw new Failure('too-large', `JPEG: an image has at most ${MAX_SIDE} pixels a side; make it smaller`)
}

/**
 * Extra share of a file's buffer, for the zeros that follow 0xff bytes. One byte in 256 is 0xff on
 * average; photographs have fewer.
 */
const STUFFING = 1 / 64
const MIN_STUFFING = 1024

/**
 * Writes a file's pieces to a buffer, as far as the buffer has room for them.
 * @returns the file's length in bytes
 */
function writePieces(kernel: Kernel, file: Uint8Array): number {
  let end = 0
  for (let length = kernel.encodeNext(); length > 0; length = kernel.encodeNext()) {
    if (end + length <= file.length) file.set(view(kernel, kernel.encodeOutput(), length), end)
    end += length
  }
  return end
}

/** Yields copies of a file's pieces, because the decoder that reads them may grow the memory. */
function* copiedPieces(kernel: Kernel): Generator<Uint8Array> {
  for (let length = kernel.encodeNext(); length > 0; length = kernel.encodeNext())
    yield view(kernel, kernel.encodeOutput(), length).slice()
}

/** Arguments for `encodeOrder`. */
const ORDERS = { baseline: 0, progressive: 1 } as const

/**
 * Returns the similarity between the picture and its baseline file at the current quality. The
 * baseline file is not kept. It decodes to the same pixels as the progressive file, which takes
 * more memory to decode.
 */
function baselineSimilarity(kernel: Kernel, { luma, begin }: OpenedPicture): number {
  kernel.encodeOrder(ORDERS.baseline)
  try {
    begin()
    return jpegSimilarity(kernel, luma, copiedPieces(kernel))
  } finally {
    kernel.encodeOrder(ORDERS.progressive)
  }
}

/** Picture in the kernel's encoder. Its planes stay as they are. */
interface OpenedPicture {
  readonly luma: LumaPlane
  /** Begins a file at the current quality: counts its symbols. */
  begin(): void
}

function open(picture: Picture, settings: EncodeSettings, kernel: Kernel): OpenedPicture {
  const { width, height } = picture
  const { layout, planes } = kernelPlanes(picture, settings, kernel)
  const status = kernel.encodeOpen(width, height, layout, settings.quality, modeOf(settings))
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
  // The file has unusually many 0xff bytes. Its length is now known.
  begin()
  const exact = new Uint8Array(length)
  writePieces(kernel, exact)
  return exact
}

/**
 * Encodes a picture at several qualities. An encode only counts the symbols, which takes about half
 * the time. Its length excludes the zeros after 0xff bytes, which make up 0.3 % in most photographs
 * and 0.5 % in few (2026-11-30).
 */
function attemptsAt(picture: Picture, settings: EncodeSettings, kernel: Kernel): Attempts {
  const opened = open(picture, settings, kernel)
  const { luma, begin } = opened
  return {
    async encode(quality) {
      const status = kernel.encodeQuality(quality)
      if (status < 0) throw kernelFailure(status, 'JPEG')
      begin()
      return kernel.encodeLength()
    },
    exactLength() {
      begin()
      const length = writePieces(kernel, new Uint8Array())
      // Begin again, because the caller may ask for `file` next.
      begin()
      return length
    },
    file: async () => writeFile(kernel, begin, UNLIMITED),
    similarity: (file) =>
      settings.progressive ? baselineSimilarity(kernel, opened) : similarityOf(kernel, luma, file, 'jpeg'),
  }
}

/** Returns a picture's pixel count after both sides are rounded up to multiples of 16. */
const paddedArea = ({ width, height }: Size) => Math.ceil(width / 16) * Math.ceil(height / 16) * 256

/** Maximum length in bytes of a file's headers and tables. */
const MIN_FILE = 4096

/** Minimum quality at which the second value in `MAX_PIXEL_BYTES` applies. */
const HIGH_QUALITY = 95

/**
 * Maximum file length in bytes per pixel, below `HIGH_QUALITY` and from it on. Two-level noise
 * takes 1.12 bytes at quality 94 with half-size chroma, and 3.22 bytes at quality 100 with
 * full-size chroma (2026-11-29).
 */
const MAX_PIXEL_BYTES = { halved: [1.25, 1.75], full: [2.5, 3.5] } as const

/** Returns the kernel memory in bytes that a JPEG takes beside its picture. */
function memory(size: Size, settings: EncodeSettings, isPlanar = false): number {
  const halved = isPlanar ? chromaOfPlanes(settings) === 'halved' : halvesChroma(settings)
  const layout = LAYOUTS[halved ? 'halved' : 'full']
  const encoding = jpegEncoderMemory(size, layout, settings.quality, modeOf(settings))
  return encoding + (isPlanar ? 0 : heapBytes(planesMemory(size.width)))
}

/** JPEG encoder in the kernel. */
export const encoder: Encoder = {
  maxSide: MAX_SIDE,
  defaultQuality: DEFAULT_QUALITY.jpeg,
  keepsChroma: (_, settings) => chromaOfPlanes(settings) === 'full',
  planes: chromaOfPlanes,
  alpha: false,
  profile: 'any',
  memory,
  maxFile: (size, settings) =>
    MIN_FILE +
    paddedArea(size) *
      MAX_PIXEL_BYTES[halvesChroma(settings) ? 'halved' : 'full'][settings.quality < HIGH_QUALITY ? 0 : 1],
  kernelMemory: memory,
  async encode(picture, settings, kernel, limit = UNLIMITED) {
    assertSides(picture)
    const { begin } = open(picture, settings, kernel)
    begin()
    return writeFile(kernel, begin, limit)
  },
  attempts(picture, settings, kernel) {
    assertSides(picture)
    return attemptsAt(picture, settings, kernel)
  },
}
