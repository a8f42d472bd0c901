import { byteSource, type PeekableSource } from '../../engine/bytes/byte-source.ts'
import type { TransformContext } from '../../engine/context.ts'
import { formats } from '../../engine/formats/formats.ts'
import { sniff } from '../../engine/formats/probe.ts'
import type { IsolateMemory } from '../../engine/memory/admission.ts'
import { Failure } from '../../errors.ts'
import type { Derivative } from '../cache/derivative.ts'
import { brokenBody, type Sending, trackSending } from '../isolate/send.ts'
import type { Source } from '../source/source.ts'

/**
 * Maximum size in bytes of an original that is read into memory and cached. A larger original is
 * streamed to the client and not cached.
 */
const MAX_HELD = 8 * 1024 * 1024

const SIGNATURE = 512

/**
 * Memory in bytes that is counted for an original while it is streamed: one chunk and the
 * platform's copies of it.
 */
const PASSING = 1024 * 1024

/**
 * Returns the original unchanged. Its media type is detected from its first bytes.
 * @throws Failure unsupported: the original is not an image of a known format
 */
export async function original(
  source: Source,
  { limits, admission, memory }: Pick<TransformContext, 'limits' | 'admission' | 'memory'>,
): Promise<Pick<Derivative, 'body' | 'length' | 'type' | 'processed' | 'info'>> {
  const input = byteSource(source, limits.bytes)
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
  const body = whole ?? streamed(input, source.size, memory)
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

/**
 * Returns the original as a stream. Each chunk is copied, because the source reuses the chunk's
 * buffer.
 */
function streamed(
  input: PeekableSource,
  size: number | undefined,
  memory: IsolateMemory,
): ReadableStream<Uint8Array> {
  const pieces = input.chunks()[Symbol.asyncIterator]()
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
            controller.enqueue(value.slice())
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
