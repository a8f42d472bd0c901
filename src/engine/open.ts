import { byteSource, type PeekableSource } from '../edge/source/byte-source.ts'
import { HEADER_COPIES, HEADER_READ, type ProbedHeader, readHeader } from '../edge/source/read-header.ts'
import type { Source } from '../edge/source/source.ts'
import { Failure } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { TransformContext } from './context.ts'
import type { ByteSource } from './formats/codec.ts'
import { decoders } from './formats/codecs.ts'
import type { Lease } from './memory/admission.ts'
import { onPage } from './page.ts'
import type { Header } from './picture/header.ts'
import { assertLimits } from './plan/check-limits.ts'

/** Bytes read before memory is planned: of a header (a WebP's EXIF follows its pixels), or of a file of unknown length. */
const MAX_UNPLANNED = 16 * 1024 * 1024

/** A source and its header. Once released, it can be opened again. */
export interface OpenedImage {
  source: Source
  input: PeekableSource
  /** The bytes up to the pixels; empty once released. */
  head: Uint8Array
  /** Without its profile once released. */
  header: Header
  /** The whole file, if it was read to learn its length. */
  whole: Uint8Array<ArrayBuffer> | undefined
  /** Memory for more than one header read. */
  lease: Lease | undefined
  /** Bytes that work on the image may hold in its lease. */
  leased: number
  /** Whether all of the file is held while it is worked on. */
  needsWhole: boolean
  /** Whether it is read before memory is planned, because the plan depends on what is in it. */
  searched: boolean
}

type OpenContext = Pick<TransformContext, 'limits' | 'admission' | 'timing' | 'page'>

/** Whether a file may be read whole to be searched: it fits in the lease of a long header, beside its header. */
export const maySearch = ({ source }: Pick<OpenedImage, 'source'>, limits: Limits): boolean =>
  (source.size ?? 0) <= (HEADER_COPIES - 1) * maxUnplanned(limits)

const maxUnplanned = ({ memory }: Limits) => Math.min(MAX_UNPLANNED, Math.floor(memory / HEADER_COPIES))

/** Bytes that reading a long header takes. */
export function longHeaderMemory({ size }: Pick<Source, 'size'>, limits: Limits): number {
  const most = maxUnplanned(limits)
  return HEADER_COPIES * Math.min(size ?? most, most)
}

async function readLongHeader(input: PeekableSource, limits: Limits): Promise<ProbedHeader> {
  const most = maxUnplanned(limits)
  const probed = await readHeader(input, most)
  if (!probed) throw new Failure('too-large', `the header of the image has more than ${most} bytes`)
  return probed
}

/** Cancels the source, and drops its bytes and its lease. Never fails; a second call has no effect. */
export function release(image: OpenedImage): void {
  image.input.cancel()
  image.head = new Uint8Array(0)
  image.header = { ...image.header, color: undefined }
  image.whole = undefined
  image.lease?.release()
  image.lease = undefined
}

/**
 * Reads the header of a source. A header that is longer than `HEADER_READ` gets a lease.
 * @param acquired a lease for `longHeaderMemory`, if the caller has one
 * @throws Failure unsupported, corrupt, too-large, busy, bad-parameter: there is no such page; and what the source throws
 */
export async function openImage(
  source: Source,
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
 * @throws Failure bad-origin: the source is another image now; and as `openImage` and `readUnsized`
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
 * Reads the whole of an image that is searched, or whose length is unknown where memory depends on the length.
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
      throw new Failure('source-too-large', `a source of unknown length may have at most ${most} bytes`)
    return input.readAll()
  })
}

/** Length of the file in bytes; 0 if it is unknown, and no memory depends on it. */
export const lengthOf = ({ source, whole }: OpenedImage): number => source.size ?? whole?.length ?? 0

/** The file, to be read once. */
export const fileOf = ({ input, whole }: OpenedImage): ByteSource => (whole ? inMemory(whole) : input)

/** A file whose bytes are at hand. */
export function inMemory(bytes: Uint8Array<ArrayBuffer>): ByteSource {
  const chunks = async function* () {
    yield bytes
  }
  return { readAll: async () => bytes, chunks }
}

/** Bytes that an opened image keeps: its header, and the profile in it once more. */
export function headerMemory({ head, header: { color } }: Pick<OpenedImage, 'head' | 'header'>): number {
  return head.length + (color?.kind === 'icc' ? color.profile.length : 0)
}
