import { byteSource, type PeekableSource } from '../../engine/bytes/byte-source.ts'
import { releaseBuffer } from '../../engine/bytes/release.ts'
import { formats } from '../../engine/formats/formats.ts'
import { sniff } from '../../engine/formats/probe.ts'
import type { JobContext } from '../../engine/transform/job.ts'
import { Failure } from '../../errors.ts'
import type { IsolateMemory } from '../../isolate/admission.ts'
import type { Admission, Lease } from '../../memory/index.ts'
import type { Derivative } from '../cache/derivative.ts'
import { brokenBody, SENT_PIECE, type Sending, trackSending } from '../isolate/send.ts'
import type { Source } from '../source/source.ts'

/**
 * Maximum size in bytes of an original that is read into memory and cached. A larger original is
 * streamed to the client and not cached.
 */
const MAX_HELD = 8 * 1024 * 1024

const SIGNATURE = 512

/** First length in bytes to which an original of unknown length is read. It then doubles. */
const FIRST_LENGTH = 4 * SENT_PIECE

/**
 * Bytes of memory that an original takes while it is streamed: the first piece, the reader's and
 * the source's buffers, and two pieces on their way to the client.
 */
const PASSING = 5 * SENT_PIECE

/**
 * Returns the original unchanged. Its media type is detected from its first bytes.
 * @throws Failure unsupported: the original is not an image of a known format; busy: no memory was
 *   free in time to stream it
 */
export async function original(
  source: Source,
  {
    limits,
    admission,
    memory,
  }: Pick<JobContext, 'limits' | 'admission'> & { readonly memory: IsolateMemory },
): Promise<Pick<Derivative, 'body' | 'length' | 'type' | 'processed' | 'info'>> {
  const input = byteSource(source, limits.bytes, SENT_PIECE)
  const format = sniff(await input.peek(SIGNATURE))
  if (!format) {
    input.cancel()
    throw new Failure(
      'unsupported',
      `the source is not a known image format; it must be one of: ${Object.keys(formats).join(', ')}`,
    )
  }
  const start = (head: number) => streamed(input, source.size, memory, head)
  const body = await heldOrStreamed(input, source.size, admission, start)
  const whole = body instanceof Uint8Array ? body : undefined
  const length = whole?.length ?? source.size
  const info = { bytes: length, format }
  return { body, length, type: formats[format].mediaType, processed: 0, info }
}

/** Memory that a request leases in steps while it reads an original. */
interface Steps {
  /** Leases more, until there are `bytes`. Returns `false` if no memory is free. */
  reach(bytes: number): boolean
  /** Returns `true` if memory is leased. */
  isLeased(): boolean
  release(): void
}

function stepsOf(admission: Admission): Steps {
  const leases: Lease[] = []
  let leased = 0
  return {
    reach(bytes) {
      const lease = admission.leaseToSend(bytes - leased)
      if (!lease) return false
      leases.push(lease)
      leased = bytes
      return true
    },
    isLeased: () => leases.length > 0,
    release() {
      for (const lease of leases) lease.release()
    },
  }
}

/**
 * Peeks at an original whose length is unknown, as far as memory is free, but no further than
 * `MAX_HELD`. Returns `true` if the original was read completely. The lease is always large enough
 * to go on: both to read the original, which copies the bytes once, and to stream it.
 */
async function peekToEnd(input: PeekableSource, memory: Steps): Promise<boolean> {
  let length = FIRST_LENGTH
  while (memory.reach(Math.max(2 * length, length + PASSING))) {
    const head = await input.peek(length)
    if (head.length < length || length > MAX_HELD) return head.length < length
    length = Math.min(2 * length, MAX_HELD + 1)
  }
  return false
}

/**
 * Reads the original into memory if it is short and memory is free. Otherwise starts a stream,
 * which counts its memory itself.
 * @param start starts the stream. Its parameter counts the bytes that have been read, unless they
 *   are part of `PASSING`
 */
async function heldOrStreamed<Stream>(
  input: PeekableSource,
  size: number | undefined,
  admission: Admission,
  start: (head: number) => Stream,
): Promise<Uint8Array<ArrayBuffer> | Stream> {
  const memory = stepsOf(admission)
  try {
    const isShort =
      size === undefined ? await peekToEnd(input, memory) : size <= MAX_HELD && memory.reach(size)
    if (isShort) {
      const whole = await input.readAll(admission.own)
      input.releasePeeked()
      return whole
    }
    if (memory.isLeased()) return start((await input.peek(0)).length)
  } finally {
    memory.release()
  }
  return admitted(input, admission, () => start(0))
}

/** Waits for the memory that a stream takes, which the stream itself counts from its start on. */
async function admitted<Stream>(
  input: PeekableSource,
  admission: Admission,
  start: () => Stream,
): Promise<Stream> {
  try {
    const lease = await admission.acquire({ bytes: PASSING })
    const stream = start()
    lease.release()
    return stream
  } catch (error) {
    input.cancel(error)
    throw error
  }
}

/**
 * Returns the original as a stream. Each chunk is copied, because the source reuses the chunk's
 * buffer. The copy is freed after its reader has asked for two more: a transform in between may
 * still hold one chunk when it asks for the next.
 * @param head bytes that have been read before. They stay in memory until all are sent
 */
function streamed(
  input: PeekableSource,
  size: number | undefined,
  memory: IsolateMemory,
  head: number,
): ReadableStream<Uint8Array> {
  const pieces = input.chunks()[Symbol.asyncIterator]()
  const sent: Uint8Array[] = []
  let left = false
  let unsent = head
  let progress: Sending | undefined
  function leave(reason: unknown): void {
    left = true
    progress?.end()
    input.cancel(reason)
  }
  /** Releases the bytes that were read before, as soon as their last piece has been copied. */
  function pass(bytes: number): void {
    if (unsent <= 0) return
    unsent -= bytes
    if (unsent > 0) return
    input.releasePeeked()
    progress?.resize(PASSING)
  }
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        progress = trackSending(memory, { bytes: head + PASSING, length: head, shared: {} }, () => {
          leave(undefined)
          controller.error(brokenBody('the client read too slowly'))
        })
      },
      async pull(controller) {
        try {
          const { value, done } = await pieces.next()
          if (left) return
          if (done) {
            progress?.end()
            controller.close()
          } else {
            progress?.add(value.length)
            const chunk = value.slice()
            pass(chunk.length)
            sent.push(chunk)
            if (sent.length > 2) sent.splice(0, 1).forEach(releaseBuffer)
            controller.enqueue(chunk)
          }
        } catch (failure) {
          if (failure instanceof Failure && !left)
            console.warn(`original interrupted: ${failure.code}: ${failure.message}`)
          progress?.end()
          input.releasePeeked()
          throw brokenBody('the source ended early')
        }
      },
      cancel: leave,
    },
    { highWaterMark: 0 },
  )
  return size === undefined ? stream : stream.pipeThrough(new FixedLengthStream(size))
}
