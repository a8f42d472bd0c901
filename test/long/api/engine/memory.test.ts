import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { capacity, type EngineOptions, transform } from '../../../../src/api/engine/index.ts'
import * as work from '../../../../src/edge/request/work.ts'
import { concurrency, countCache, memory } from '../../../../src/isolate/isolate.ts'
import { photoFile, watchedStream } from '../../../support/engine/inputs.ts'
import { ultraHdrFiles } from '../../../support/gain-map/ultra-hdr-files.ts'
import { longJpeg } from '../../../support/isolate/long-headers.ts'
import { dropIdle } from '../../../support/isolate/memories.ts'

let photo: Uint8Array<ArrayBuffer>
beforeAll(async () => {
  photo = await photoFile(2400, 1800, 97)
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const SMART: EngineOptions = { width: 200, height: 200, crop: 'smart', format: 'jpeg' }

/**
 * Returns a stream whose pieces arrive in turns with those of other streams.
 * @param options `onReading` is called when the stream is beyond the byte `from`, and at its end.
 *   By default, the bytes before it need no memory
 */
function slowly(
  file: Uint8Array,
  {
    step = 65_536,
    from = 262_144,
    onReading,
  }: { step?: number; from?: number; onReading?: (isReading: boolean) => void } = {},
) {
  let at = 0
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 5))
        if (at >= file.length) {
          onReading?.(false)
          return controller.close()
        }
        controller.enqueue(file.slice(at, at + step))
        if (at <= from && at + step > from) onReading?.(true)
        at += step
      },
    },
    { highWaterMark: 0 },
  )
}

describe('calls at the same time', () => {
  it.each<[string, EngineOptions]>([
    ['streams that are read once', { width: 200, format: 'jpeg' }],
    ['streams that are held', SMART],
    ['animations, gain maps and metadata', { width: 200, metadata: 'all', hdr: true, format: 'jpeg' }],
  ])('all 20 end within a small memory: %s', async (_, options) => {
    const limits = { memory: 12 << 20 }
    const expected = await transform(photo, options)
    const before = memory.use().wasm
    let most = 0
    const timer = setInterval(() => {
      most = Math.max(most, memory.use().bytes)
    }, 1)
    try {
      const results = await Promise.all(
        Array.from({ length: 20 }, () =>
          transform(watchedStream(photo, [200_000]).stream, options, { limits }),
        ),
      )
      for (const { body } of results) expect(Buffer.compare(body, expected.body)).toBe(0)
    } finally {
      clearInterval(timer)
    }
    // Memories of the pool stay after their use, beside what the calls take at a time.
    expect(most).toBeLessThanOrEqual((12 << 20) + memory.use().wasm)
    expect(memory.use().wasm - before).toBeLessThan(12 << 20)
    expect(concurrency.use()).toEqual({ running: 0, waiting: 0 })
    expect(memory.use().waiting).toBe(0)
  })

  it('of long headers and gain maps end as well, although others hold the memory', async () => {
    const [hdr = photo] = ultraHdrFiles(400, 300).values()
    const long = await longJpeg(new Uint8Array(400_000))
    const cases: readonly (readonly [Uint8Array<ArrayBuffer>, EngineOptions])[] = [
      [long, { width: 30, metadata: '1' }],
      [hdr, { width: 100, hdr: true }],
      [photo, { width: 100, metadata: 'all', trim: 3 }],
    ]
    const expected = await Promise.all(cases.map(([file, options]) => transform(file, options)))
    dropIdle()
    const limits = { memory: 16 << 20 }
    const results = await Promise.all(
      Array.from({ length: 15 }, (_, index) => {
        const [file = photo, options] = cases[index % cases.length] ?? []
        return transform(watchedStream(file, [30_000]).stream, options, { limits })
      }),
    )
    for (const [index, { body }] of results.entries())
      expect(Buffer.compare(body, expected[index % cases.length]?.body ?? Buffer.of())).toBe(0)
  })

  it('hold one stream at a time that is longer than its share of the buffers', async () => {
    const limits = { memory: Math.ceil(photo.length * 3.5) }
    let reading = 0
    let most = 0
    const uploads = Array.from({ length: 8 }, () =>
      slowly(photo, {
        from: 400_000,
        onReading(isReading) {
          reading += isReading ? 1 : -1
          most = Math.max(most, reading)
        },
      }),
    )
    await Promise.all(uploads.map((upload) => transform(upload, SMART, { limits })))
    expect(most).toBe(1)
  })

  it('above the limit of waiting calls are refused', async () => {
    const limits = { queue: 2 }
    const calls = Array.from({ length: 40 }, () => transform(photo, { width: 100 }, { limits }))
    const codes = (await Promise.allSettled(calls)).map((call) =>
      call.status === 'rejected' ? call.reason.code : 'made',
    )
    expect(new Set(codes)).toEqual(new Set(['made', 'busy']))
  })

  it('wait for memory no longer than the limit', async () => {
    const lease = await memory
      .admission(
        { memory: 100_000_000, queue: 10, wait: 1000 },
        { at: Number.POSITIVE_INFINITY },
        new AbortController().signal,
      )
      .acquire({ bytes: 100_000_000 - memory.use().wasm })
    try {
      for (const options of [{ width: 800 }, SMART])
        await expect(
          transform(watchedStream(photo).stream, options, { limits: { wait: 100 } }),
        ).rejects.toMatchObject({ code: 'busy', retryAfter: 2 })
      expect(await capacity(photo, { width: 800 })).toMatchObject({ fits: true, waits: true })
    } finally {
      lease.release()
    }
    expect(await capacity(photo, { width: 800 })).toMatchObject({ fits: true, waits: false })
  })
})

it('long uploads of unknown length end one after the other', async () => {
  const limits = { memory: 24 << 20, wait: 15_000 }
  const expected = await transform(photo, SMART)
  const long = new Uint8Array(9 << 20)
  long.set(photo)
  dropIdle()
  const uploads = Array.from({ length: 8 }, () => slowly(long, { step: 1 << 20 }))
  const results = await Promise.all(uploads.map((upload) => transform(upload, SMART, { limits })))
  for (const { body } of results) expect(Buffer.compare(body, expected.body)).toBe(0)
})

it('short uploads of unknown length are read at the same time', async () => {
  const short = await photoFile(800, 600, 97)
  expect(short.length).toBeGreaterThan(256 << 10)
  let reading = 0
  let most = 0
  const uploads = Array.from({ length: 4 }, () =>
    slowly(short, {
      onReading(isReading) {
        reading += isReading ? 1 : -1
        most = Math.max(most, reading)
      },
    }),
  )
  await Promise.all(uploads.map((upload) => transform(upload, SMART)))
  expect(most).toBe(4)
})

it('a stream of unknown length waits for more memory while others hold it', async () => {
  const admission = memory.admission(
    { memory: 100_000_000, queue: 10, wait: 1000 },
    { at: Number.POSITIVE_INFINITY },
    new AbortController().signal,
  )
  const long = await photoFile(6000, 4500, 99)
  expect(long.length).toBeGreaterThan(5 << 20)
  dropIdle()
  const lease = await admission.acquire({ bytes: 99_000_000 - memory.use().wasm })
  setTimeout(lease.release, 200)
  const { width } = await transform(watchedStream(long, [500_000]).stream, SMART)
  expect(width).toBe(200)
})

it('the memory of the isolate counts bytes outside of leases', async () => {
  dropIdle()
  const limits = { memory: 20 << 20, queue: 10, wait: 50 }
  const heartbeat = { at: Number.POSITIVE_INFINITY }
  const admission = memory.admission(limits, heartbeat, new AbortController().signal)
  let bytes = 0
  let drops = 0
  countCache(
    () => bytes,
    () => drops++,
  )
  const first = await admission.acquire({ bytes: 1 << 20 })
  bytes = 19 << 20
  await expect(admission.acquire({ bytes: 1 << 20 })).rejects.toMatchObject({ code: 'busy' })
  expect(drops).toBeGreaterThan(0)
  bytes = 0
  const second = await admission.acquire({ bytes: 1 << 20 })
  for (const { release } of [first, second]) release()
})

it('the Worker has the slots and the memory of the engine', () => {
  expect(work.memory).toBe(memory)
  expect(work.concurrency).toBe(concurrency)
})
