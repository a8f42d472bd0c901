import fc from 'fast-check'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { type EngineOptions, probe, transform } from '../../../../src/api/engine/index.ts'
import { byteSource } from '../../../../src/engine/bytes/byte-source.ts'
import { readHeader } from '../../../../src/engine/formats/read-header.ts'
import { mayReadTwice } from '../../../../src/engine/transform/read-twice.ts'
import { Failure } from '../../../../src/errors.ts'
import { concurrency, memory } from '../../../../src/isolate/isolate.ts'
import { photoFile, watchedStream } from '../../../support/engine/inputs.ts'
import { sourceOf, transformed } from '../../../support/engine/transformed.ts'
import { ultraHdrFiles } from '../../../support/gain-map/ultra-hdr-files.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'
import { longJpeg } from '../../../support/isolate/long-headers.ts'
import { movingSquare } from '../../../support/picture/moving.ts'
import { runs } from '../../../support/properties/runs.ts'

type Files = Readonly<Record<string, Uint8Array<ArrayBuffer>>>

let files: Files
let large: Uint8Array<ArrayBuffer>

beforeAll(async () => {
  const photo = await photoFile(320, 240)
  const as = async (format: 'png' | 'webp' | 'avif') =>
    new Uint8Array(await sharp(photo).toFormat(format).toBuffer())
  const film = movingSquare({ width: 40, height: 30 }, 3)
  const [hdr] = ultraHdrFiles(64, 48).values()
  files = {
    jpeg: photo,
    png: await as('png'),
    webp: await as('webp'),
    avif: await as('avif'),
    gif: new Uint8Array(await film.gif().toBuffer()),
    'animated webp': new Uint8Array(await film.webp().toBuffer()),
    'a long header': await longJpeg(new Uint8Array(1_000_000)),
    ...(hdr && { 'ultra HDR': hdr }),
  }
  large = await photoFile(3000, 2250, 99)
})

const NAMES = ['jpeg', 'png', 'webp', 'avif', 'gif', 'animated webp', 'a long header', 'ultra HDR'] as const

const OPTIONS: readonly EngineOptions[] = [
  { width: 30 },
  { width: 30, height: 30, crop: 'smart', format: 'png' },
  { trim: 5, format: 'webp' },
  { animate: true, width: 20 },
  { metadata: 'all', format: 'jpeg' },
  { hdr: true, width: 30, format: 'jpeg' },
  { page: 2, format: 'png' },
  { metadata: 'all', hdr: true, crop: 'smart', width: 20, height: 20, format: 'jpeg' },
]

async function outcome(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Failure) return `${error.code} ${error.detail}`
    throw error
  }
}

describe.each(NAMES)('a stream of %s', (name) => {
  it.each(OPTIONS)('gives the result of bytes with %o', async (options) => {
    const file = files[name] ?? new Uint8Array(0)
    const expected = await outcome(() => transform(file, options))
    const { stream } = watchedStream(file, [1000])
    expect(await outcome(() => transform(stream, options))).toEqual(expected)
    expect(concurrency.active()).toBe(0)
    expect(memory.use().waiting).toBe(0)
  })

  it('is described like bytes', async () => {
    const file = files[name] ?? new Uint8Array(0)
    const { size: _, ...expected } = await probe(file)
    expect(await probe(watchedStream(file, [777]).stream)).toMatchObject(expected)
  })

  it.each(OPTIONS)('is opened again only where that was foreseen: %o', async (options) => {
    const file = files[name] ?? new Uint8Array(0)
    let isReopened = false
    const reopen = async () => {
      isReopened = true
      return sourceOf(file)
    }
    for (const size of [file.length, undefined]) {
      const header = await readHeader(byteSource(sourceOf(file), file.length), file.length)
      await outcome(() =>
        transformed(file, options as object, { source: { ...sourceOf(file), size }, reopen }),
      )
      if (isReopened)
        expect(
          header && mayReadTwice(header.header, size, { intent: options as object, limits: LIMITS }),
        ).toBe(true)
    }
  })
})

it('gives the same picture, however the stream is cut', async () => {
  const pieces = fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 41, max: 30_000 })), {
    minLength: 1,
    maxLength: 30,
  })
  const expected = new Map<string, unknown>()
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...NAMES),
      fc.constantFrom(...OPTIONS),
      pieces,
      async (name, options, cuts) => {
        const file = files[name] ?? new Uint8Array(0)
        const key = `${name} ${JSON.stringify(options)}`
        if (!expected.has(key)) expected.set(key, await outcome(() => transform(file, options)))
        const large = [...cuts, 50_000]
        expect(await outcome(() => transform(watchedStream(file, large).stream, options))).toEqual(
          expected.get(key),
        )
      },
    ),
    { numRuns: runs(60) },
  )
})

it('refuses a stream that ends early, wherever it ends', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('jpeg', 'png', 'webp', 'avif', 'gif'),
      fc.constantFrom<EngineOptions>({ width: 40, format: 'jpeg' }, { trim: 3 }, { animate: true }),
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      async (name, options, share) => {
        const file = files[name] ?? new Uint8Array(0)
        const cut = file.subarray(0, Math.floor(file.length * share))
        const result = await outcome(() => transform(watchedStream(cut, [500]).stream, options))
        // Some formats show what has arrived of a picture. All else is a failure that says why.
        if (typeof result === 'string') expect(result).toMatch(/^(?:corrupt|unsupported) \S/)
        else expect(result).toMatchObject({ width: expect.any(Number) })
        expect(concurrency.active()).toBe(0)
      },
    ),
    { numRuns: runs(80) },
  )
})

it.each<EngineOptions>([{ width: 40 }, { width: 40, height: 40, crop: 'smart' }])(
  'reports a stream that fails: %o',
  async (options) => {
    let at = 0
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (at > 400_000) return controller.error(new TypeError('connection lost'))
        controller.enqueue(large.slice(at, at + 50_000))
        at += 50_000
      },
    })
    await expect(transform(stream, options)).rejects.toMatchObject({
      code: 'bad-origin',
      message: 'body: TypeError: connection lost',
    })
  },
)

it.each<[string, unknown]>([
  ['texts', 'abc'],
  ['numbers', 7],
  ['nothing', undefined],
])('reports a stream of %s', async (_, chunk) => {
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue(chunk)
      controller.close()
    },
  })
  await expect(transform(stream)).rejects.toMatchObject({ name: 'Failure', code: 'bad-origin' })
})

it('does not hold a stream that is read once', async () => {
  const { stream, pulled } = watchedStream(large, [65_536])
  const limits = { memory: Math.floor(large.length * 0.8) }
  const result = await transform(stream, { width: 100, format: 'jpeg' }, { limits })
  expect(result.width).toBe(100)
  expect(pulled()).toBe(large.length)
  await expect(
    transform(watchedStream(large).stream, { trim: 1, width: 100 }, { limits }),
  ).rejects.toMatchObject({ code: 'over-budget' })
})

it('reads no more of a refused picture than its header', async () => {
  const { stream, pulled } = watchedStream(large, [65_536])
  const limits = { pixels: 1_000_000 }
  await expect(transform(stream, { width: 100 }, { limits })).rejects.toMatchObject({ code: 'too-large' })
  expect(pulled()).toBeLessThan(400_000)
})

it('reads no more than the header while it waits for memory', async () => {
  const heartbeat = { at: Number.POSITIVE_INFINITY }
  const limits = { memory: LIMITS.memory, queue: 10, wait: 5000 }
  const admission = memory.admission(limits, heartbeat, new AbortController().signal)
  const lease = await admission.acquire({ bytes: LIMITS.memory - memory.use().wasm - 1000 })
  const { stream, pulled } = watchedStream(large, [65_536])
  const making = transform(stream, { width: 100, format: 'jpeg' })
  await new Promise((resolve) => setTimeout(resolve, 200))
  const read = pulled()
  lease.release()
  expect((await making).width).toBe(100)
  expect(read).toBeGreaterThan(0)
  expect(read).toBeLessThan(400_000)
  expect(pulled()).toBe(large.length)
})
