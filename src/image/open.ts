import { Failure } from '../errors.ts'
import type { ByteSource } from '../formats/format.ts'
import { decoders } from '../formats/formats.ts'
import type { Lease } from '../isolate/admission.ts'
import type { Limits } from '../limits.ts'
import type { Header } from '../picture/header.ts'
import { byteSource, type PeekableSource } from '../source/byte-source.ts'
import { HEADER_COPIES, HEADER_READ, type ProbedHeader, readHeader } from '../source/header.ts'
import type { Source } from '../source/source.ts'
import type { TransformContext } from './context.ts'
import { assertLimits } from './plan/limits.ts'

/**
 * Most bytes of a source that are held before memory is planned for it: of a header (a WebP's EXIF stands behind its
 * pixels), and of what must be held whole and did not tell its length.
 */
const MAX_LOOK = 16 * 1024 * 1024

/** A source of which no more than the header was read. */
export interface OpenedImage {
  readonly source: Source
  readonly input: PeekableSource
  /** The bytes up to the pixels; none once it was let go of. */
  head: Uint8Array
  /** Without a profile once it was let go of. */
  header: Header
  /** The memory for what was looked at, where that is more than a glance. */
  lease: Lease | undefined
}

/** What an image is looked at with. */
export type OpenContext = Pick<TransformContext, 'limits' | 'admission' | 'timing'>

const mostOf = ({ memory }: Limits) => Math.min(MAX_LOOK, Math.floor(memory / HEADER_COPIES))

/** Bytes that looking at a source takes beyond a glance. */
export function headerReadMemory({ size }: Pick<Source, 'size'>, limits: Limits): number {
  const most = mostOf(limits)
  return HEADER_COPIES * Math.min(size ?? most, most)
}

async function readLongHeader(input: PeekableSource, limits: Limits): Promise<ProbedHeader> {
  const most = mostOf(limits)
  const sight = await readHeader(input, most)
  if (!sight) throw new Failure('too-large', `the header of the image has more than ${most} bytes`)
  return sight
}

/** Lets go of a source, and of all that is held of it. Never fails. */
export function release(image: OpenedImage): void {
  image.input.cancel()
  image.head = new Uint8Array(0)
  image.header = { ...image.header, color: undefined }
  image.lease?.release()
}

/**
 * Looks at what a source is. No more than a glance is held without memory for it: requests that wait have been looked at.
 * @param acquired `lookMemory`, if it is there already
 * @throws Failure unsupported, corrupt, too-large, busy, and what the source throws
 */
export async function openImage(
  source: Source,
  { limits, admission, timing }: OpenContext,
  acquired?: Lease,
): Promise<OpenedImage> {
  const input = byteSource(source, limits.bytes)
  let lease = acquired
  try {
    let sight = await timing.stage('probe', () => readHeader(input, HEADER_READ))
    if (!sight) {
      lease ??= await admission.acquire({ bytes: headerReadMemory(source, limits) })
      sight = await timing.stage('probe', () => readLongHeader(input, limits))
    }
    assertLimits(sight.header, limits)
    return { source, input, ...sight, lease }
  } catch (error) {
    input.cancel()
    lease?.release()
    throw error
  }
}

/** Bytes of what was read to look at an image, which stay until it is finished: the header, and its profile once more. */
export function headerMemory({ head, header: { color } }: Pick<OpenedImage, 'head' | 'header'>): number {
  return head.length + (color?.kind === 'icc' ? color.profile.length : 0)
}

/** The image from bytes that are held. */
export function heldSource(bytes: Uint8Array<ArrayBuffer>): ByteSource {
  const chunks = async function* () {
    yield bytes
  }
  return { readAll: async () => bytes, chunks }
}

/**
 * The source with its length, where memory depends on it: a codec outside the kernel holds all of its input, so that a
 * source which did not tell its length is read first.
 * @throws Failure source-too-large, busy, and what the source throws
 */
export async function withKnownSize(
  image: OpenedImage,
  { limits, admission, timing }: OpenContext,
): Promise<{ input: ByteSource; size: number }> {
  const { source, input, header } = image
  if (source.size !== undefined || !decoders[header.format].needsWholeInput)
    return { input, size: source.size ?? 0 }
  await input.peek(HEADER_READ)
  if (!input.complete) image.lease ??= await admission.acquire({ bytes: headerReadMemory(source, limits) })
  const most = mostOf(limits)
  const bytes = await timing.stage('source', async () => {
    if ((await input.peek(most + 1)).length > most)
      throw new Failure('source-too-large', `its length was not told: at most ${most} bytes are read then`)
    return input.readAll()
  })
  return { input: heldSource(bytes), size: bytes.length }
}
