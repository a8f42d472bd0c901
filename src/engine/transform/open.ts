import { Failure } from '../../errors.ts'
import type { Lease } from '../../memory/index.ts'
import { PIECE } from '../bytes/body-reader.ts'
import { byteSource, type PeekableSource } from '../bytes/byte-source.ts'
import type { ImageSource } from '../bytes/image-source.ts'
import { releaseBuffer } from '../bytes/release.ts'
import { decoders } from '../formats/codecs.ts'
import { HEADER_COPIES, HEADER_READ, type ProbedHeader, readHeader } from '../formats/read-header.ts'
import { assertLimits } from '../plan/check-limits.ts'
import { type RequestLimits, roomFor } from '../plan/room.ts'
import { withoutAlphaHint } from './alpha-hint.ts'
import { contents } from './contents.ts'
import type { Job, JobContext } from './job.ts'
import { onPage } from './open-page.ts'
import {
  type HeaderFacts,
  headerOf,
  headOf,
  type Leased,
  leaseOf,
  type OpenedImage,
  type Probed,
  type Released,
  release,
} from './states.ts'

/**
 * Maximum number of bytes that are read before memory is planned: a header (in a WebP, EXIF follows
 * the pixels), or a file whose length is unknown.
 */
const MAX_UNPLANNED = 16 * 1024 * 1024

/**
 * `true` if the whole file may be read before memory is planned, for a plan that depends on its
 * content. The file must fit into the lease for a long header, beside that header.
 */
export const maySearch = ({ size }: Pick<ImageSource, 'size'>, limits: RequestLimits): boolean =>
  (size ?? 0) <= (HEADER_COPIES - 1) * maxUnplanned(limits)

const maxUnplanned = (limits: RequestLimits) =>
  Math.min(MAX_UNPLANNED, Math.floor(roomFor(limits).buffers / HEADER_COPIES))

/** Returns the memory in bytes that reading a long header takes. */
export function longHeaderMemory({ size }: Pick<ImageSource, 'size'>, limits: RequestLimits): number {
  const maxBytes = maxUnplanned(limits)
  return HEADER_COPIES * Math.min(size ?? maxBytes, maxBytes)
}

async function readLongHeader(input: PeekableSource, limits: RequestLimits): Promise<ProbedHeader> {
  const maxBytes = maxUnplanned(limits)
  const probed = await readHeader(input, maxBytes)
  if (!probed)
    throw new Failure('too-large', `remove metadata: the header of the image has over ${maxBytes} bytes`)
  return probed
}

/**
 * Reads an original's header. A header that is longer than `HEADER_READ` gets a lease.
 * @param acquired a lease for `longHeaderMemory`, if the caller has one
 * @throws Failure unsupported, corrupt, too-large, busy, bad-parameter (there is no such page), and
 *   what the source throws
 */
export async function openImage(
  source: ImageSource,
  { intent, limits, admission, timing }: Job,
  acquired?: Lease,
): Promise<Probed | Leased> {
  const { size, etag } = source
  const input = byteSource(source, limits.bytes, PIECE, admission.own)
  let lease = acquired
  try {
    let probed = await timing.stage('probe', () => readHeader(input, HEADER_READ))
    if (!probed) {
      lease ??= await admission.acquire({ bytes: longHeaderMemory(source, limits) })
      probed = await timing.stage('probe', () => readLongHeader(input, limits))
    }
    assertLimits(probed.header, limits)
    const header = withoutAlphaHint(onPage(probed.header, intent.page, limits), intent)
    const { color, ...facts } = header
    if (color?.kind === 'icc') admission.own(color.profile)
    const reading = decoders[header.format].needsWholeInput ? 'whole' : 'rows'
    const held = contents({ head: probed.head, header })
    const opened = { facts, size, etag, reading, input, contents: held } as const
    return lease ? { state: 'leased', ...opened, lease } : { state: 'probed', ...opened }
  } catch (error) {
    input.cancel()
    lease?.release()
    throw error
  }
}

/**
 * Header fields that must be equal when a file is opened again, unless one of the two headers lacks
 * the field. If one differs, the original has changed.
 */
const PICTURED = [
  'format',
  'width',
  'height',
  'orientation',
  'alpha',
  'depth',
  'components',
  'rgb',
  'sampling',
  'progressive',
] as const satisfies readonly (keyof HeaderFacts)[]

const agree = (one: unknown, other: unknown) =>
  one === undefined || other === undefined || String(one) === String(other)

function isSame(before: Released, { size, etag, facts }: OpenedImage): boolean {
  const pictured = PICTURED.every((name) => agree(before.facts[name], facts[name]))
  return pictured && before.size === size && before.etag === etag
}

export const sourceChanged = () =>
  new Failure('bad-origin', undefined, 'the source changed while it was read')

/**
 * Opens a released image again. The image keeps the facts from its first header, on which a plan
 * may depend. Only the color profile comes from the new header.
 * @param lease lease for the image, which is released if this fails
 * @throws Failure bad-origin (the original has changed), and like `openImage` and `hold`
 */
export async function reopen(released: Released, job: Job, lease?: Lease): Promise<OpenedImage> {
  const source = await job.reopen().catch((error: unknown) => {
    lease?.release()
    throw error
  })
  const opened = await openImage(source, job, lease)
  if (!isSame(released, opened)) {
    release(opened)
    throw sourceChanged()
  }
  const { facts, reading } = released
  const header = { ...facts, color: headerOf(opened).color }
  return hold({ ...opened, facts, reading, contents: contents({ head: headOf(opened), header }) }, job)
}

const isReadAhead = ({ reading, size }: OpenedImage) =>
  reading === 'searched' || (reading === 'whole' && size === undefined)

/**
 * Reads the whole file if its `reading` is `searched`, or if its length is unknown and memory
 * depends on the length. Returns any other image as it is.
 * @throws Failure source-too-large, busy, and what the source throws
 */
export async function hold(
  image: OpenedImage,
  { limits, admission, timing }: JobContext,
): Promise<OpenedImage> {
  if (image.state === 'held' || !isReadAhead(image)) return image
  const { facts, size, etag, reading, input } = image
  let lease = leaseOf(image)
  try {
    const { header, head } = image.contents.read()
    const headLength = head.length
    await input.peek(HEADER_READ)
    if (!input.complete) lease ??= await admission.acquire({ bytes: longHeaderMemory(image, limits) })
    const file = await timing.stage('source', () => readWhole(image, limits))
    const inFile = { header, head: file.subarray(0, headLength), file }
    const held = contents(inFile, (bytes) => releaseBuffer(bytes.file))
    image.contents.drop()
    input.cancel()
    return { state: 'held', facts, size, etag, reading, contents: held, lease }
  } catch (error) {
    lease?.release()
    release(image)
    throw error
  }
}

async function readWhole(
  { size, input }: Probed | Leased,
  limits: RequestLimits,
): Promise<Uint8Array<ArrayBuffer>> {
  const maxBytes = maxUnplanned(limits)
  if (size === undefined && (await input.peek(maxBytes + 1)).length > maxBytes)
    throw new Failure(
      'source-too-large',
      `without Content-Length a source may have at most ${maxBytes} bytes`,
    )
  return input.readAll()
}
