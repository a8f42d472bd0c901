import { join } from '../../engine/bytes/join.ts'
import type { ByteSource } from '../../engine/formats/codec.ts'
import { Failure } from '../../errors.ts'
import { bodyReader, PIECE } from './body-reader.ts'
import { meter } from './meter.ts'
import type { Source } from './source.ts'

const FIRST_PEEK = 64 * 1024
const NOTHING = new Uint8Array(0)

/** A compressed image that can be peeked into before it is read, once. One call at a time. */
export interface PeekableSource extends ByteSource {
  /**
   * The first bytes of the image: at least `n`, or all there are. The first call reads 64 KB, which are most headers with
   * their thumbnail and profile. Consumes nothing; the bytes belong to the source.
   * Throws `Failure` like `readAll`.
   */
  peek(n: number): Promise<Uint8Array>
  /** Whether the end has been reached: `peek` returns the whole image then. */
  readonly complete: boolean
  /** Cancels the rest; nothing can be read afterwards. Never fails. */
  cancel(reason?: unknown): void
}

function asFailure(error: unknown): unknown {
  const clientHasLeft = error instanceof DOMException && error.name === 'AbortError'
  return clientHasLeft || error instanceof Failure
    ? error
    : new Failure('bad-origin', undefined, `body: ${error}`, { source: 'unavailable' })
}

/**
 * Makes a source readable for probes and decoders. Besides what the source throws, reading throws `Failure`
 * source-too-large beyond `maxBytes`, and bad-origin where the body breaks off or does not have the announced length. A
 * caller that has aborted gets its own reason.
 *
 * @param maxBytes most bytes that an image may have
 * @example
 * const input = byteSource(await open('photo.jpg', signal), 50_000_000)
 * const head = await input.peek(64)
 * const image = await input.readAll()
 */
export function byteSource(source: Source, maxBytes: number): PeekableSource {
  const reader = bodyReader(source.body)
  const count = meter(source.size, maxBytes)
  let head: Uint8Array = NOTHING
  let ended = false
  let taken = false
  let failure: unknown

  function drop(reason?: unknown): void {
    reader.cancel(reason).catch(() => undefined)
  }

  async function next(into: Uint8Array<ArrayBuffer>, atLeast: number): Promise<Uint8Array<ArrayBuffer>> {
    if (failure !== undefined) throw failure
    try {
      count.add(0, false)
      const piece = await reader.read(into, atLeast)
      ended = piece.length < atLeast
      count.add(piece.length, ended)
      return piece
    } catch (error) {
      failure = asFailure(error)
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
      const piece = await next(new Uint8Array(Math.max(wanted, PIECE - head.length)), wanted)
      head = head.length === 0 ? piece : join([head, piece])
    }
    return head
  }

  async function* chunks(): AsyncGenerator<Uint8Array> {
    const first = take()
    try {
      if (first.length > 0) yield first
      let buffer = new ArrayBuffer(PIECE)
      while (!ended) {
        const piece = await next(new Uint8Array(buffer), PIECE)
        if (piece.length > 0) yield piece
        buffer = piece.buffer
      }
    } finally {
      if (!ended) drop()
    }
  }

  /** Allocates the image once; the platform writes into it. */
  async function readKnown(first: Uint8Array, size: number): Promise<Uint8Array<ArrayBuffer>> {
    let image = new Uint8Array(size)
    image.set(first)
    while (count.read < size) {
      const into = image.subarray(count.read, count.read + PIECE)
      image = new Uint8Array((await next(into, into.length)).buffer)
    }
    // Reaches the end, or a byte more than announced, which throws.
    if (!ended) await next(new Uint8Array(1), 1)
    return image
  }

  /** Holds the image twice for a moment: its pieces, and the whole. */
  async function readUnknown(first: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    const pieces = [first]
    while (!ended) pieces.push(await next(new Uint8Array(PIECE), PIECE))
    return join(pieces)
  }

  return {
    peek,
    chunks,
    async readAll() {
      const first = take()
      const { size } = source
      const mayAllocate = size !== undefined && size <= maxBytes
      return mayAllocate ? readKnown(first, size) : readUnknown(first)
    },
    get complete() {
      return ended
    },
    cancel(reason) {
      taken = true
      head = NOTHING
      drop(reason)
    },
  }
}
