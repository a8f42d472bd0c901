import type { Derivative } from './cache/derivative.ts'
import { Failure } from './errors.ts'
import type { Means } from './image/means.ts'
import { sniff } from './probe/probe.ts'
import { byteSource, type PeekableSource } from './source/byte-source.ts'
import type { Source } from './source/source.ts'

/** Up to this many bytes an original is held and cached, where there is room; others pass through. */
const HELD = 8 * 1024 * 1024

/** Enough for every format's signature. */
const SIGNATURE = 512

/**
 * What a body fails with that is on its way to a client already. Its connection must not end as if the image were
 * whole; `retryable` marks a lost connection in Workers, which the platform does not report as an uncaught exception.
 */
const broken = () => Object.assign(new Error('the source broke off'), { retryable: true })

/** The rest of the input as a stream; each piece is copied, since its buffer is used again. */
function streamed(input: PeekableSource, size: number | undefined): ReadableStream<Uint8Array> {
  const pieces = input.chunks()[Symbol.asyncIterator]()
  let left = false
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { value, done } = await pieces.next()
        if (left) return
        if (done) controller.close()
        else controller.enqueue(value.slice())
      } catch (failure) {
        if (failure instanceof Failure && !left)
          console.warn(`original broken off: ${failure.code}: ${failure.message}`)
        throw broken()
      }
    },
    cancel(reason) {
      left = true
      input.cancel(reason)
    },
  })
  return size === undefined ? stream : stream.pipeThrough(new FixedLengthStream(size))
}

/**
 * The source's own bytes under the type that they show.
 * @throws Failure unsupported where they are no image
 */
export async function original(
  source: Source,
  { limits, admission }: Pick<Means, 'limits' | 'admission'>,
): Promise<Pick<Derivative, 'body' | 'length' | 'type' | 'processed' | 'info'>> {
  const input = byteSource(source, limits.bytes)
  const format = sniff(await input.peek(SIGNATURE))
  if (!format) {
    input.cancel()
    throw new Failure('unsupported', 'the source is none of JPEG, PNG, WebP, AVIF and GIF')
  }
  const { size } = source
  const room = size !== undefined && size <= HELD ? admission.spare(size) : undefined
  const body = room ? await input.readAll().finally(room.release) : streamed(input, size)
  const info = `${size === undefined ? '' : `osz=${size}; `}ofmt=${format}`
  return { body, length: size, type: `image/${format}`, processed: 0, info }
}
