import sharp from 'sharp'
import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import { HEADER_COPIES } from '../../../src/engine/formats/read-header.ts'
import type { TransformOptions } from '../../../src/engine/options/transform-options.ts'
import { transform } from '../../../src/engine/transform/transform.ts'
import { roomWithin } from '../../../src/memory/index.ts'
import { timing } from '../../../src/timing.ts'
import { join, segment } from '../../support/bytes/image-writers.ts'
import { sourceOf, transformed } from '../../support/engine/transformed.ts'
import { admissionOf } from '../../support/isolate/admission.ts'
import { LIMITS } from '../../support/isolate/limits.ts'
import { watchMemories } from '../../support/isolate/memories.ts'

let photo: Buffer
let thumbnail: Buffer

beforeAll(async () => {
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const
  const picture = sharp({ create: { width: 500, height: 375, channels: 3, background: '#888', noise } })
  photo = await sharp(await picture.png().toBuffer())
    .resize(4000, 3000)
    .jpeg()
    .toBuffer()
  thumbnail = await sharp(photo).resize(200).jpeg().toBuffer()
})

afterEach(() => {
  vi.unstubAllGlobals()
})

/** Returns a stream that lets other requests run before each chunk. */
function arriving(
  file: Uint8Array,
  pulled: (bytes: number) => void = () => undefined,
): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setImmediate(resolve))
      if (at >= file.length) return controller.close()
      const piece = new Uint8Array(file.subarray(at, at + 65_536))
      pulled(piece.length)
      controller.enqueue(piece)
      at += 65_536
    },
  })
}

it.each<[number, string, TransformOptions, number]>([
  [20, 'a JPEG of 400 pixels', { width: 400 }, 20],
  // All requests use one instance of the encoder, one after the other.
  [7, 'a progressive JPEG of 700 pixels', { width: 700, format: 'jpeg', progressive: true }, 6],
])(
  'keeps %d requests that turn a photograph of 12 megapixels into %s within the memory budget',
  async (requests, _, intent, together) => {
    // On a busy machine, the last request waits for longer than the default.
    const { memory, admission: gate } = admissionOf({ ...LIMITS, wait: 60_000 })
    const watch = watchMemories()
    let admitted = 0
    let most = 0
    const counted: typeof gate = {
      ...gate,
      admit: (bytes, task) =>
        gate.admit(bytes, async (lease) => {
          most = Math.max(most, ++admitted)
          return watch.track(() => task(lease)).finally(() => admitted--)
        }),
    }
    const context = {
      limits: LIMITS,
      memory,
      admission: counted,
      timing: timing(),
      signal: new AbortController().signal,
    }
    const source = () => ({
      body: arriving(photo),
      size: photo.length,
      etag: undefined,
      maxAge: undefined,
    })
    const made = await Promise.all(
      Array.from({ length: requests }, () =>
        transform(source(), { ...context, intent, reopen: async () => source(), layers: [] }),
      ),
    )

    expect(new Set(made.map(({ body }) => Buffer.from(body).toString('base64'))).size).toBe(1)
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(together)
    expect(watch.max).toBeGreaterThan(0)
    expect(watch.max + most * 2 * 65_536).toBeLessThanOrEqual(LIMITS.memory)
  },
  60_000,
)

const SEGMENT = 65_536
/**
 * Length of a filler beside which a header is still short enough: its copies fill the room for
 * buffers alone.
 */
const HEAVY = SEGMENT * Math.floor(roomWithin(LIMITS.memory).buffers / HEADER_COPIES / SEGMENT - 1)
/** Number of requests that would together fill an isolate. */
const WAITING = Math.ceil((1.3 * LIMITS.memory) / HEAVY)
const filler = (bytes: number) =>
  join(...Array.from({ length: bytes / SEGMENT }, () => segment(0xe5, new Uint8Array(65_533))))

it.each<[string, string, boolean, () => Promise<Uint8Array>]>([
  [
    'a JPEG with a long header',
    'width=',
    true,
    async () => join(thumbnail.subarray(0, 2), filler(HEAVY), thumbnail.subarray(2)),
  ],
  [
    'a JPEG with a long header, trimmed',
    'trim=5&width=',
    true,
    async () => join(thumbnail.subarray(0, 2), filler(HEAVY), thumbnail.subarray(2)),
  ],
  [
    'a WebP of unknown length',
    'width=',
    false,
    async () => join(await sharp(thumbnail).webp().toBuffer(), new Uint8Array(HEAVY)),
  ],
])(
  'holds few bytes while requests wait: %s',
  async (_, query, sized, make) => {
    const file = await make()
    const { admission: gate } = admissionOf(LIMITS)
    let held = 0
    let most = 0
    const pulling = () => {
      let own = 0
      const source = () => {
        held -= own
        own = 0
        const body = arriving(file, (bytes) => {
          own += bytes
          held += bytes
          most = Math.max(most, held)
        })
        return sourceOf(file, { body, size: sized ? file.length : undefined, etag: '"a"' })
      }
      const end = () => {
        held -= own
      }
      return { source, end }
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    const running = gate.admit({ bytes: LIMITS.memory - 1 }, () => promise)
    const outcomes: string[] = []
    const work = Array.from({ length: WAITING }, async (_, index) => {
      const { source, end } = pulling()
      const options = { source: source(), reopen: async () => source(), admission: gate }
      const { type } = await transformed(file, `${query}${50 + index}`, options).finally(end)
      outcomes.push(type)
    })
    await new Promise((done) => setTimeout(done, 500))
    // Streams read ahead by up to two chunks of 64 KB.
    expect(held).toBeLessThanOrEqual(WAITING * (256 * 1024 + 2 * 65_536))
    expect(outcomes).toEqual([])
    const waited = held
    resolve()
    await Promise.all([running, ...work])
    expect(outcomes.length).toBe(WAITING)
    expect(most - waited).toBeLessThanOrEqual(LIMITS.memory)
  },
  60_000,
)
