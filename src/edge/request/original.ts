import { byteSource, type PeekableSource } from '../../engine/bytes/byte-source.ts'
import { releaseBuffer } from '../../engine/bytes/release.ts'
import type { TransformContext } from '../../engine/context.ts'
import { formats } from '../../engine/formats/formats.ts'
import { sniff } from '../../engine/formats/probe.ts'
import type { Admission, IsolateMemory } from '../../engine/memory/admission.ts'
import { Failure } from '../../errors.ts'
import type { Derivative } from '../cache/derivative.ts'
import { brokenBody, SENT_PIECE, type Sending, trackSending } from '../isolate/send.ts'
import type { Source } from '../source/source.ts'

/**
 * Maximum size in bytes of an original that is read into memory and cached. A larger original is
 * streamed to the client and not cached.
 */
const MAX_HELD = 8 * 1024 * 1024

const SIGNATURE = 512

/**
 * Size in bytes of the memory that an original takes while it is streamed: the first piece, the
 * buffers of the reader and of the source, and two pieces on their way to the client.
 */
const PASSING = 5 * SENT_PIECE

/**
 * Returns the original unchanged. Its media type is detected from its first bytes.
 * @throws Failure unsupported: the original is not an image of a known format; busy: no memory was
 *   free in time to stream it
 */
export async function original(
  source: Source,
  { limits, admission, memory }: Pick<TransformContext, 'limits' | 'admission' | 'memory'>,
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
  const { size = MAX_HELD } = source
  const lease = size <= MAX_HELD ? admission.leaseToSend(size) : undefined
  const whole = lease && (await readWhole(input, source).finally(lease.release))
  const body = whole ?? (await admitted(input, admission, () => streamed(input, source.size, memory)))
  const length = whole?.length ?? source.size
  const info = { bytes: length, format }
  return { body, length, type: formats[format].mediaType, processed: 0, info }
}

/**
 * Reads the original into memory. Returns `undefined` if its size is unknown and turns out to
 * exceed `MAX_HELD`.
 */
async function readWhole(
  input: PeekableSource,
  { size }: Source,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (size !== undefined) return input.readAll()
  const { length } = await input.peek(MAX_HELD + 1)
  return length <= MAX_HELD ? input.readAll() : undefined
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
 */
function streamed(
  input: PeekableSource,
  size: number | undefined,
  memory: IsolateMemory,
): ReadableStream<Uint8Array> {
  const pieces = input.chunks()[Symbol.asyncIterator]()
  const sent: Uint8Array[] = []
  let left = false
  let progress: Sending | undefined
  function leave(reason: unknown): void {
    left = true
    progress?.end()
    input.cancel(reason)
  }
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        progress = trackSending(memory, PASSING, {}, () => {
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
            sent.push(chunk)
            if (sent.length > 2) sent.splice(0, 1).forEach(releaseBuffer)
            controller.enqueue(chunk)
          }
        } catch (failure) {
          if (failure instanceof Failure && !left)
            console.warn(`original interrupted: ${failure.code}: ${failure.message}`)
          progress?.end()
          throw brokenBody('the source ended early')
        }
      },
      cancel: leave,
    },
    { highWaterMark: 0 },
  )
  return size === undefined ? stream : stream.pipeThrough(new FixedLengthStream(size))
}
