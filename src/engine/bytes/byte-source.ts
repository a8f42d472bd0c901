import { isAbortError, reasonOf, untilAborted } from '../../abort.ts'
import { errorMessage, Failure, readFailure } from '../../errors.ts'
import { type BodyReader, bodyReader, PIECE } from './body-reader.ts'
import type { ImageSource } from './image-source.ts'
import { join, joinAndRelease } from './join.ts'
import { meter } from './meter.ts'
import { type OwnBytes, releaseBuffer } from './release.ts'

const FIRST_PEEK = 64 * 1024
const NOTHING = new Uint8Array(0)

/** Compressed image, which is read either at once or piece by piece as it arrives. */
export interface ByteSource {
  /**
   * Returns the whole image as one array. Throws `Failure` source-too-large if the image is longer
   * than the limit.
   */
  readAll(): Promise<Uint8Array<ArrayBuffer>>
  /** Yields the image piece by piece. A piece is valid until the next one is requested. */
  chunks(): AsyncIterable<Uint8Array>
}

/**
 * Compressed image whose first bytes can be peeked at before it is read. It can be read only once.
 * Only one call may run at a time.
 */
export interface PeekableSource extends ByteSource {
  /** @param own registers the image's buffers; by default the source's `own` */
  readAll(own?: OwnBytes): Promise<Uint8Array<ArrayBuffer>>
  /**
   * Returns the image's first bytes: at least `n`, or all bytes if there are fewer. The first call
   * reads 64 KB, which contain most headers together with their thumbnail and profile. Nothing is
   * consumed. The bytes belong to the source and are valid until the next `peek` or `cancel`.
   * @throws Failure like `readAll`
   */
  peek(n: number): Promise<Uint8Array>
  /**
   * Releases the bytes that `peek` has returned. They must have been read by `readAll` or `chunks`.
   */
  releasePeeked(): void
  /** `true` if the end has been reached. `peek` then returns the whole image. */
  readonly complete: boolean
  /**
   * Cancels the rest of the image and releases the bytes that `peek` has returned. Nothing can be
   * read afterwards. Never fails.
   */
  cancel(reason?: unknown): void
}

/** An image whose first bytes may have been read. `input` continues where `body` was left. */
export interface PeekedSource extends ImageSource {
  readonly input: PeekableSource
}

/** Returns `true` for an image whose first bytes may have been read. */
export const isPeeked = (source: ImageSource | PeekedSource): source is PeekedSource =>
  Object.hasOwn(source, 'input')

function asFailure(error: unknown): unknown {
  if (isAbortError(error)) return error
  const unread = () =>
    new Failure('bad-origin', undefined, `body: ${errorMessage(error)}`, { source: 'unavailable' })
  return readFailure(error) ?? unread()
}

/** Locks a body to a reader. Bodies of the caller's own classes may throw anything. */
function openReader(body: ImageSource['body']): BodyReader {
  try {
    return bodyReader(body)
  } catch (error) {
    throw asFailure(error)
  }
}

/**
 * Makes a source readable for probes and decoders. If the caller has aborted the read, it throws
 * the abort reason.
 *
 * @param source a source whose first bytes were read keeps its reader, and its limit
 * @param maxBytes maximum length of an image in bytes
 * @param pieceBytes maximum length in bytes for the pieces that `chunks` yields
 * @param own is called with the buffers whose bytes are kept until more bytes arrive
 * @throws Failure (while reading) the source's errors; source-too-large: more than `maxBytes`;
 *   bad-origin: the body breaks off or does not have the announced length
 * @example
 * const input = byteSource(await open('photo.jpg', signal), 50_000_000)
 * const head = await input.peek(64)
 * const image = await input.readAll()
 */
export function byteSource(
  source: ImageSource | PeekedSource,
  maxBytes: number,
  pieceBytes: number = PIECE,
  own: OwnBytes = () => undefined,
): PeekableSource {
  if (isPeeked(source)) return source.input
  const { signal } = source
  const reader = openReader(source.body)
  const count = meter(source.size, maxBytes)
  let head: Uint8Array = NOTHING
  /** First bytes, which `peek`'s callers may read until `cancel`. */
  let peeked: Uint8Array = NOTHING
  let ended = false
  let taken = false
  let failure: unknown

  function drop(reason?: unknown): void {
    const cancelling = async () => reader.cancel(reason)
    cancelling().catch(() => undefined)
  }

  async function next(into: Uint8Array<ArrayBuffer>, atLeast: number): Promise<Uint8Array<ArrayBuffer>> {
    if (failure !== undefined) throw failure
    try {
      count.add(0, false)
      const read = () => reader.read(into, atLeast)
      const piece = await (signal ? untilAborted(read, signal) : read())
      ended = piece.length < atLeast
      count.add(piece.length, ended)
      return piece
    } catch (error) {
      failure = signal?.aborted ? reasonOf(signal) : asFailure(error)
      drop(failure)
      throw failure
    }
  }

  function assertUnread(): void {
    if (failure !== undefined) throw failure
    if (taken) throw new Error('an image can be read once, and peeked into only before that')
  }

  function take(): Uint8Array {
    assertUnread()
    taken = true
    const first = head
    head = NOTHING
    return first
  }

  async function peek(n: number): Promise<Uint8Array> {
    assertUnread()
    while (head.length < n && !ended) {
      const wanted = Math.min(Math.max(n - head.length, head.length === 0 ? FIRST_PEEK : 1), maxBytes)
      const piece = await next(new Uint8Array(Math.max(wanted, pieceBytes - head.length)), wanted)
      head = head.length === 0 ? piece : joinAndRelease([head, piece])
      peeked = head
      own(head)
    }
    return head
  }

  async function* chunks(): AsyncGenerator<Uint8Array> {
    const first = take()
    try {
      for (let at = 0; at < first.length; at += pieceBytes) yield first.subarray(at, at + pieceBytes)
      yield* rest(pieceBytes)
    } finally {
      if (!ended) drop()
    }
  }

  /** Yields the bytes that no `peek` has read. All pieces use the same buffer. */
  async function* rest(length: number): AsyncGenerator<Uint8Array> {
    if (ended) return
    let buffer = new Uint8Array(length)
    try {
      while (!ended) {
        const piece = await next(buffer, length)
        buffer = new Uint8Array(piece.buffer)
        if (piece.length > 0) yield piece
      }
    } finally {
      releaseBuffer(buffer)
    }
  }

  /**
   * Reads an image whose length is known. Its buffer is allocated once. The pieces are copied into
   * it: while workerd reads into the image itself, the image counts twice (2026-11-29).
   */
  async function readKnown(
    first: Uint8Array,
    byteLength: number,
    own: OwnBytes,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const image = new Uint8Array(byteLength)
    own(image)
    image.set(first)
    let at = first.length
    for await (const piece of rest(Math.min(PIECE, byteLength - at + 1))) {
      image.set(piece, at)
      at += piece.length
    }
    return image
  }

  /**
   * Reads an image whose length is unknown. At the end, memory briefly holds the image twice: as
   * pieces and joined. The first piece is kept, because it belongs to the callers of `peek`.
   */
  async function readUnknown(first: Uint8Array, own: OwnBytes): Promise<Uint8Array<ArrayBuffer>> {
    const pieces = []
    while (!ended) {
      const piece = await next(new Uint8Array(PIECE), PIECE)
      own(piece)
      pieces.push(piece)
    }
    const image = join([first, ...pieces])
    own(image)
    for (const piece of pieces) releaseBuffer(piece)
    return image
  }

  return {
    peek,
    chunks,
    async readAll(ownRead = own) {
      const first = take()
      const { size } = source
      const mayAllocate = size !== undefined && size <= maxBytes
      return mayAllocate ? readKnown(first, size, ownRead) : readUnknown(first, ownRead)
    },
    get complete() {
      return ended
    },
    releasePeeked: () => releaseBuffer(peeked),
    cancel(reason) {
      taken = true
      head = NOTHING
      drop(reason)
      releaseBuffer(peeked)
    },
  }
}
