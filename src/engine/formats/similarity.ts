import { Failure } from '../../errors.ts'
import { readStart } from '../bytes/reader.ts'
import { BAND, DONE, WANT } from '../constants/kernel.ts'
import type { Size } from '../picture/size.ts'
import { type Kernel, kernelFailure, view } from '../wasm/kernel.ts'
import { sideKernel } from '../wasm/side-kernel.ts'
import { sizes } from '../wasm/sizes.ts'
import { type JpegShape, jpegDecoderMemory } from './jpeg/decoder-memory.ts'
import { pieceStatuses } from './jpeg/statuses.ts'
import { chunks } from './webp/chunks.ts'
import { vp8Memory } from './webp/vp8-memory.ts'

/** A picture's luma in kernel memory, as its encoder takes it. */
export interface LumaPlane extends Size {
  readonly address: number
  /** Distance in bytes between two rows. */
  readonly stride: number
}

/** Formats whose luma the kernel decodes and compares. */
export type ComparedFormat = 'jpeg' | 'webp'

/** `true` if the kernel compares pictures with their files in a format. */
export const isComparable = (format: string): format is ComparedFormat =>
  format === 'jpeg' || format === 'webp'

/** Scales at which a JPEG is decoded. Subsampled chroma, which is not compared, costs little. */
const LUMA_SCALES = { dense: 8, subsampled: 1 } as const

/** Decoded luma rows in kernel memory. */
interface LumaRows {
  readonly address: number
  readonly stride: number
  readonly count: number
}

function* jpegRows(kernel: Kernel, pieces: Iterable<Uint8Array>): Generator<LumaRows> {
  kernel.jpegOpen(LUMA_SCALES.dense, LUMA_SCALES.subsampled)
  for (const status of pieceStatuses(kernel, pieces))
    if (status === BAND)
      yield { address: kernel.jpegBand(0), stride: kernel.jpegStride(0), count: kernel.jpegRows(0) }
}

/** Returns a lossy WebP's `VP8 ` chunk payload. */
function vp8Payload(file: Uint8Array): Uint8Array {
  const chunk = readStart(file, true, (input) => [...chunks(input)].find(({ type }) => type === 'VP8 '))
  if (!chunk) throw new Failure('internal', undefined, 'a WebP to compare is not lossy')
  return file.subarray(chunk.at, chunk.at + chunk.length)
}

function* vp8Rows(kernel: Kernel, { width, height }: Size, file: Uint8Array): Generator<LumaRows> {
  const payload = vp8Payload(file)
  const opened = kernel.vp8Open(width, height, payload.length)
  if (opened < 0) throw kernelFailure(opened, 'WebP')
  for (let at = 0; at < payload.length; ) {
    const length = Math.min(kernel.vp8Capacity(), payload.length - at)
    view(kernel, kernel.vp8Input(), length).set(payload.subarray(at, at + length))
    at += length
    let status = kernel.vp8Feed(length, at === payload.length ? 1 : 0)
    for (; status !== WANT && status !== DONE; status = kernel.vp8Next()) {
      if (status < 0) throw kernelFailure(status, 'WebP')
      yield { address: kernel.vp8Band(0), stride: kernel.vp8Stride(0), count: kernel.vp8Rows(0) }
    }
    if (status === DONE) return
  }
}

/**
 * Returns the mean structural similarity between a picture and its encoded file: 1 if their luma is
 * equal. `kernel/similarity/ssim.ts` defines it. The kernel decodes the file, and frees the memory
 * that this takes.
 *
 * Kernel decoders that are open for another image lose their state.
 * @param luma full-range luma for `jpeg`, limited-range luma for `webp`
 * @param file a JPEG or a lossy WebP with the same width and height
 * @throws Failure corrupt: the file is damaged
 */
export function similarityOf(
  kernel: Kernel,
  luma: LumaPlane,
  file: Uint8Array,
  format: ComparedFormat,
): number {
  return format === 'webp'
    ? meanSimilarity(kernel, luma, true, () => vp8Rows(kernel, luma, file))
    : jpegSimilarity(kernel, luma, [file])
}

/** Returns the similarity to a JPEG whose pieces are made while it is compared (`similarityOf`). */
export const jpegSimilarity = (kernel: Kernel, luma: LumaPlane, pieces: Iterable<Uint8Array>): number =>
  meanSimilarity(kernel, luma, false, () => jpegRows(kernel, pieces))

function meanSimilarity(
  kernel: Kernel,
  { width, height, address, stride }: LumaPlane,
  isLimited: boolean,
  decode: () => Iterable<LumaRows>,
): number {
  const { similarityOpen, similarityRows, similarityMean } = sideKernel(kernel)
  const checkpoint = kernel.heapCheckpoint()
  try {
    similarityOpen(width, height, address, stride, isLimited ? 1 : 0)
    for (const rows of decode()) similarityRows(rows.address, rows.stride, rows.count)
    return similarityMean()
  } finally {
    kernel.heapRestore(checkpoint)
  }
}

/** Returns the kernel memory in bytes for comparing a JPEG. */
export function jpegSimilarityMemory(shape: JpegShape): number {
  return sizes().similarityBytes(shape.width, shape.height) + jpegDecoderMemory(shape, LUMA_SCALES)
}

/** Luma and chroma sampling factors in this encoder's JPEGs (T.81 A.1.1). */
const SAMPLINGS = {
  full: [
    [1, 1],
    [1, 1],
    [1, 1],
  ],
  halved: [
    [2, 2],
    [1, 1],
    [1, 1],
  ],
} as const

/**
 * Returns the maximum kernel memory in bytes for comparing a file. A JPEG is compared in baseline
 * order.
 */
export function similarityMemory(format: ComparedFormat, size: Size): number {
  if (format === 'webp') return webpSimilarityMemory(size)
  const memory = Object.values(SAMPLINGS).map((sampling) =>
    jpegSimilarityMemory({ ...size, components: 3, progressive: false, sampling }),
  )
  return Math.max(...memory)
}

/**
 * Returns the maximum kernel memory in bytes for comparing a lossy WebP, if the kernel has encoded
 * it.
 */
export function webpSimilarityMemory({ width, height }: Size): number {
  const firstBytes = sizes().vp8EncodeMaxModes(width, height)
  // The tokens' length has no effect, because they pass through a window.
  const decoding = vp8Memory({ width, height, bytes: 2 * firstBytes, layout: { firstBytes, partitions: 1 } })
  return sizes().similarityBytes(width, height) + decoding
}
