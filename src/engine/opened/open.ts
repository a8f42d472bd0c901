import { type Header } from './formats/header.ts'
import { Failure } from '../../errors.ts'
import { type Limits } from '../../limits.ts'
import { type ByteSource, byteSource, type PeekableSource } from '../bytes/byte-source.ts'
import { type ImageSource } from '../bytes/image-source.ts'
import { type TransformContext } from '../context.ts'
import { inMemory } from '../bytes/in-memory.ts'
import { decoders } from '../formats/codecs.ts'
import { HEADER_COPIES, HEADER_READ, type ProbedHeader, readHeader } from '../formats/read-header.ts'
import { type Lease } from '../memory/admission.ts'
import { type Header } from '../picture/header.ts'
import { assertLimits } from '../plan/check-limits.ts'
import { onPage } from './page.ts'

/**
 * Maximum bytes that are read before memory is planned: a header (the EXIF of a WebP follows its
 * pixels), or a file of unknown length.
 */
const MAX_UNPLANNED = 16 * 1024 * 1024

/** An original and its header. After `release` it can be opened again. */
export interface OpenedImage {
  source: ImageSource
  input: PeekableSource
  /** First bytes of the file, up to its pixels. Empty after `release`. */
  head: Uint8Array
  /** Header of the original. `release` removes its colour profile. */
  header: Header
  /** The whole file, if it was read to learn its length or to search it. */
  whole: Uint8Array<ArrayBuffer> | undefined
  /** Lease for more memory than one header read takes. */
  lease: Lease | undefined
  /** Bytes of the lease that work on the image may hold. */
  leased: number
  /** `true` if the whole file is held during the work. */
  needsWhole: boolean
  /**
   * `true` if the whole file is read before memory is planned, because the plan depends on its
   * content.
   */
  searched: boolean
}

type OpenContext = Pick<TransformContext, 'limits' | 'admission' | 'timing' | 'page'>

/**
 * `true` if the whole file may be read to be searched. It must fit beside its header in the lease
 * of a long header.
 */
export const maySearch = ({ source }: Pick<OpenedImage, 'source'>, limits: Limits): boolean =>
  (source.size ?? 0) <= (HEADER_COPIES - 1) * maxUnplanned(limits)

const maxUnplanned = ({ memory }: Limits) => Math.min(MAX_UNPLANNED, Math.floor(memory / HEADER_COPIES))

/** Returns the bytes that reading a long header takes. */
export function longHeaderMemory({ size }: Pick<ImageSource, 'size'>, limits: Limits): number {
  const most = maxUnplanned(limits)
  return HEADER_COPIES * Math.min(size ?? most, most)
}

async function readLongHeader(input: PeekableSource, limits: Limits): Promise<ProbedHeader> {
  const most = maxUnplanned(limits)
  const probed = await readHeader(input, most)
  if (!probed)
    throw new Failure('too-large', `remove metadata: the header of the image has over ${most} bytes`)
  return probed
}

/**
 * Cancels the stream of the original, and drops its bytes and its lease. Never fails. A second call
 * has no effect.
 */
export function release(image: OpenedImage): void {
  image.input.cancel()
  image.head = new Uint8Array(0)
  image.header = { ...image.header, color: undefined }
  image.whole = undefined
  image.lease?.release()
  image.lease = undefined
}

/**
 * Reads the header of an original. A header that is longer than `HEADER_READ` gets a lease.
 * @param acquired a lease for `longHeaderMemory`, if the caller has one
 * @throws Failure unsupported, corrupt, too-large, busy, bad-parameter (there is no such page),
 *   and what the source throws
 */
export async function openImage(
  source: ImageSource,
  { limits, admission, timing, page }: OpenContext,
  acquired?: Lease,
): Promise<OpenedImage> {
  const input = byteSource(source, limits.bytes)
  let lease = acquired
  try {
    let probed = await timing.stage('probe', () => readHeader(input, HEADER_READ))
    if (!probed) {
      lease ??= await admission.acquire({ bytes: longHeaderMemory(source, limits) })
      probed = await timing.stage('probe', () => readLongHeader(input, limits))
    }
    assertLimits(probed.header, limits)
    const { needsWholeInput: needsWhole } = decoders[probed.header.format]
    const header = onPage(probed.header, page, limits)
    const opened = { source, input, ...probed, header, whole: undefined, lease, leased: 0 }
    return { ...opened, needsWhole, searched: false }
  } catch (error) {
    input.cancel()
    lease?.release()
    throw error
  }
}

function isSame(before: OpenedImage, { source, header }: OpenedImage): boolean {
  const { width, height, format, orientation } = before.header
  const pictured = header.width === width && header.height === height && header.format === format
  const upright = header.orientation === orientation
  return pictured && upright && before.source.etag === source.etag && before.source.size === source.size
}

export const sourceChanged = () =>
  new Failure('bad-origin', undefined, 'the source changed while it was read')

/**
 * Opens a released image again, in its new lease if it has one.
 * @throws Failure bad-origin (the original has changed), and like `openImage` and `readUnsized`
 */
export async function reopenImage(image: OpenedImage, context: TransformContext): Promise<void> {
  const next = await openImage(await context.reopen(), context, image.lease)
  if (!isSame(image, next)) {
    release(next)
    throw sourceChanged()
  }
  Object.assign(image, next, { needsWhole: image.needsWhole, searched: image.searched })
  await readUnsized(image, context)
}

/**
 * Reads the whole file if it is searched, or if its length is unknown and memory depends on the
 * length.
 * @throws Failure source-too-large, busy, and what the source throws
 */
export async function readUnsized(
  image: OpenedImage,
  { limits, admission, timing }: OpenContext,
): Promise<void> {
  const { source, input, whole, needsWhole, searched } = image
  if (whole || !(searched || (needsWhole && source.size === undefined))) return
  await input.peek(HEADER_READ)
  if (!input.complete) image.lease ??= await admission.acquire({ bytes: longHeaderMemory(source, limits) })
  const most = maxUnplanned(limits)
  image.whole = await timing.stage('source', async () => {
    if (source.size === undefined && (await input.peek(most + 1)).length > most)
      throw new Failure('source-too-large', `without Content-Length a source may have at most ${most} bytes`)
    return input.readAll()
  })
}

/** Returns the length of the file in bytes; 0 if it is unknown and no memory depends on it. */
export const lengthOf = ({ source, whole }: OpenedImage): number => source.size ?? whole?.length ?? 0

/** Returns the file. It can be read once. */
export const fileOf = ({ input, whole }: OpenedImage): ByteSource => (whole ? inMemory(whole) : input)

/**
 * Returns the bytes that an opened image keeps: the file up to its pixels, and a copy of the
 * profile in it.
 */
export function headerMemory({ head, header: { color } }: Pick<OpenedImage, 'head' | 'header'>): number {
  return head.length + (color?.kind === 'icc' ? color.profile.length : 0)
}
