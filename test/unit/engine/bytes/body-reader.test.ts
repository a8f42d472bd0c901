import { describe, expect, it } from 'vitest'
import { deadline } from '../../../../src/edge/source/deadline.ts'
import { limitedBody } from '../../../../src/edge/source/limited-body.ts'
import { bodyReader } from '../../../../src/engine/bytes/body-reader.ts'
import { byteSource } from '../../../../src/engine/bytes/byte-source.ts'
import { meter } from '../../../../src/engine/bytes/meter.ts'
import { silentFailure } from '../../../support/process/failure.ts'

/** A stream that always has a chunk ready. Ends after `count` chunks. */
function ready(chunk: (index: number) => Uint8Array, count = 100_000) {
  let index = 0
  let isCancelled = false
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (index >= count) controller.close()
      else controller.enqueue(chunk(index++))
    },
    cancel() {
      isCancelled = true
    },
  })
  return { stream, isCancelled: () => isCancelled, chunks: () => index }
}

const nothing = () => new Uint8Array(0)
const tooMany = silentFailure('bad-origin', 'the body has more than 1000 empty chunks in a row')

describe('empty chunks', () => {
  it('are refused if there are more than 1,000 in a row', async () => {
    const { stream } = ready(nothing)
    await expect(bodyReader(stream).read(new Uint8Array(10), 1)).rejects.toEqual(tooMany)
  })

  it('are refused, and the image is cancelled', async () => {
    const { stream, isCancelled } = ready(nothing)
    await expect(byteSource({ body: stream, size: 9, etag: undefined }, 99).peek(1)).rejects.toEqual(tooMany)
    expect(isCancelled()).toBe(true)
  })

  it('are refused in the body of a source', async () => {
    const { stream, isCancelled } = ready(nothing)
    const clock = deadline({ timeout: 10_000, totalTimeout: 10_000 }, new AbortController().signal)
    const body = limitedBody(stream, meter(undefined, 99), clock)
    await expect(body.getReader().read()).rejects.toMatchObject({ code: 'bad-origin' })
    expect(isCancelled()).toBe(true)
  })

  it('between bytes are skipped', async () => {
    const { stream } = ready((index) => new Uint8Array(index % 1000 === 999 ? 1 : 0), 5000)
    const image = await byteSource({ body: stream, size: undefined, etag: undefined }, 99).readAll()
    expect(image).toEqual(new Uint8Array(5))
  })
})

it('a stream that always has a chunk ready lets timers run', async () => {
  const { stream, chunks } = ready(() => new Uint8Array(1), 50_000)
  let fired = 0
  setTimeout(() => {
    fired = chunks()
  }, 0)
  await bodyReader(stream).read(new Uint8Array(50_000), 50_000)
  expect(fired).toBeGreaterThan(0)
  expect(fired).toBeLessThan(5000)
})

describe('a source with a signal', () => {
  const stalled = () => {
    let reason: unknown
    const body = new ReadableStream<Uint8Array>({
      cancel(given) {
        reason = given
        return new Promise(() => undefined)
      },
    })
    return { body, cancelled: () => reason }
  }

  it.each(['peek', 'readAll'] as const)(
    'ends a stalled %s with the reason, and cancels the body',
    async (read) => {
      const { body, cancelled } = stalled()
      const controller = new AbortController()
      const input = byteSource({ body, size: undefined, etag: undefined, signal: controller.signal }, 99)
      const reading = read === 'peek' ? input.peek(1) : input.readAll()
      const reason = new RangeError('too slow')
      setTimeout(() => controller.abort(reason), 10)
      await expect(reading).rejects.toBe(reason)
      expect(cancelled()).toBe(reason)
      await expect(input.peek(1)).rejects.toBe(reason)
    },
  )

  it('ends a stalled read of a stream that ignores its cancellation', async () => {
    const never = () => new Promise<never>(() => undefined)
    const body = {
      locked: false,
      getReader: () => ({ read: never, cancel: never, releaseLock: () => undefined }),
    }
    const signal = AbortSignal.timeout(10)
    const source = {
      body: body as unknown as ReadableStream<Uint8Array>,
      size: undefined,
      etag: undefined,
      signal,
    }
    await expect(byteSource(source, 99).peek(1)).rejects.toMatchObject({ name: 'TimeoutError' })
  })
})
