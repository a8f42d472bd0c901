import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { Source } from '../../../../src/edge/source/source.ts'
import { byteSource, type PeekableSource } from '../../../../src/engine/bytes/byte-source.ts'
import { Failure } from '../../../../src/errors.ts'
import { runs } from '../../../support/properties/runs.ts'
import {
  bytes,
  cut,
  type End,
  KINDS,
  type Kind,
  type Log,
  STREAMS,
} from '../../../support/worker/body-streams.ts'

const PIECE = 256 * 1024
const LIMIT = 4 * PIECE

interface Options {
  readonly end?: End
  readonly size?: number
  readonly maxBytes?: number
}

function over(
  kind: Kind,
  pieces: readonly Uint8Array[],
  { end = 'close', size, maxBytes = LIMIT }: Options = {},
) {
  const log: Log = { pulled: 0, cancelled: false }
  const body = STREAMS[kind](pieces, end, log)
  const source: Source = { body, size, etag: undefined, maxAge: undefined }
  return { input: byteSource(source, maxBytes), log }
}

/** Collects all chunks. Each chunk is copied, because its buffer is reused for the next one. */
async function collect(input: PeekableSource): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of input.chunks()) {
    expect(chunk.length).toBeGreaterThan(0)
    chunks.push(Buffer.from(chunk))
  }
  return Buffer.concat(chunks)
}

const READS = {
  readAll: async (input: PeekableSource) => Buffer.from(await input.readAll()),
  chunks: collect,
}
const HOW = ['readAll', 'chunks'] as const
const EVERY = KINDS.flatMap((kind) => HOW.map((how) => [kind, how] as const))

describe('peeking, then reading', () => {
  const length = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 2000 }) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(PIECE / 4, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 17),
    },
  )
  const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 })
  const peeks = fc.array(fc.oneof(fc.nat(3000), fc.constantFrom(0, 1, PIECE, 3 * PIECE)), { maxLength: 4 })

  it.each(EVERY)('returns the whole image, however the stream is cut: %s, %s', async (kind, how) => {
    await fc.assert(
      fc.asyncProperty(length, places, peeks, fc.boolean(), async (n, places, peeks, known) => {
        const whole = bytes(n)
        const { input } = over(kind, cut(whole, places), known ? { size: n } : {})
        for (const peek of peeks) {
          const head = await input.peek(peek)
          expect(head.length).toBeGreaterThanOrEqual(Math.min(peek, n))
          expect(Buffer.compare(head, whole.subarray(0, head.length))).toBe(0)
          if (input.complete) expect(head.length).toBe(n)
          else expect(head.length).toBeGreaterThanOrEqual(peek)
        }
        expect(Buffer.compare(await READS[how](input), whole)).toBe(0)
        expect(input.complete).toBe(true)
      }),
      { numRuns: runs(50) },
    )
  })
})

describe.each(KINDS)('a peek into %s', (kind) => {
  it('does not read the whole image', async () => {
    const { input, log } = over(kind, cut(bytes(1_000_000), [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]))
    expect((await input.peek(12)).length).toBeLessThan(300_000)
    expect(log.pulled).toBeLessThan(300_000)
    expect(input.complete).toBe(false)
  })

  it('reads nothing more if repeated', async () => {
    const { input, log } = over(kind, cut(bytes(1_000_000), [0.25, 0.5, 0.75]))
    const first = await input.peek(100)
    const { pulled } = log
    expect(await input.peek(100)).toEqual(first)
    expect(await input.peek(0)).toEqual(first)
    expect(log.pulled).toBe(pulled)
  })

  it('completes the source if it reaches past the end', async () => {
    const { input } = over(kind, [bytes(100)])
    expect(await input.peek(101)).toHaveLength(100)
    expect(input.complete).toBe(true)
  })

  it('completes a small image immediately', async () => {
    const { input } = over(kind, [bytes(100)])
    expect(await input.peek(1)).toHaveLength(100)
    expect(input.complete).toBe(true)
  })
})

describe.each(EVERY)('a body that differs from its announced length: %s, %s', (kind, how) => {
  const code = (code: string) => expect.objectContaining({ code })

  it.each([
    ['shorter', 100, 101, 'bad-origin'],
    ['shorter by pieces', 2 * PIECE, 3 * PIECE, 'bad-origin'],
    ['empty', 0, 1, 'bad-origin'],
    ['longer', 101, 100, 'bad-origin'],
    ['longer by pieces', 3 * PIECE, 2 * PIECE, 'bad-origin'],
    ['something after nothing', 1, 0, 'bad-origin'],
    ['announced beyond the limit', 100, LIMIT + 1, 'source-too-large'],
    ['announced beyond all memory', 100, Number.MAX_SAFE_INTEGER, 'source-too-large'],
  ])('is refused: %s', async (_, actual, size, expected) => {
    const { input, log } = over(kind, cut(bytes(actual), [0.5]), { size, end: 'close' })
    await expect(READS[how](input)).rejects.toEqual(code(expected))
    if (expected === 'source-too-large') expect(log).toEqual({ pulled: 0, cancelled: true })
  })

  it('keeps failing after a failed peek', async () => {
    const { input } = over(kind, [bytes(100)], { size: 200 })
    await expect(input.peek(150)).rejects.toEqual(code('bad-origin'))
    await expect(input.peek(1)).rejects.toEqual(code('bad-origin'))
    await expect(READS[how](input)).rejects.toEqual(code('bad-origin'))
  })

  it('fails at the limit if it exceeds the limit unannounced', async () => {
    const pieces = cut(bytes(LIMIT), [0.25, 0.5, 0.75])
    const { input, log } = over(kind, [...pieces, bytes(1), ...pieces], { end: 'stay open' })
    await expect(READS[how](input)).rejects.toEqual(code('source-too-large'))
    expect(log.cancelled).toBe(true)
    expect(log.pulled).toBeLessThanOrEqual(LIMIT + PIECE + 1)
  })

  it('passes with exactly the maximum length', async () => {
    const { input } = over(kind, [bytes(1000)], { maxBytes: 1000 })
    expect(await READS[how](input)).toHaveLength(1000)
  })
})

describe.each(EVERY)('a failing body: %s, %s', (kind, how) => {
  it('rejects with its Failure', async () => {
    const failure = new Failure('origin-timeout')
    const { input } = over(kind, [bytes(10)], { end: failure })
    await expect(READS[how](input)).rejects.toBe(failure)
  })

  it('rejects with bad-origin for another error, also after a peek', async () => {
    const { input } = over(kind, [bytes(PIECE)], { end: new Error('Network connection lost.') })
    expect((await input.peek(10)).length).toBeGreaterThanOrEqual(10)
    await expect(READS[how](input)).rejects.toMatchObject({
      code: 'bad-origin',
      reason: expect.stringContaining('connection lost'),
    })
  })
})

describe.each(KINDS)('an image in %s', (kind) => {
  it('can be read once', async () => {
    const { input } = over(kind, [bytes(10)])
    await input.readAll()
    await expect(input.readAll()).rejects.toThrow('can be read once')
    await expect(input.peek(1)).rejects.toThrow('can be read once')
    await expect(collect(input)).rejects.toThrow('can be read once')
  })

  it('is returned in a buffer of exactly its size if the size is known', async () => {
    const { input } = over(kind, cut(bytes(PIECE + 1), [0.5]), { size: PIECE + 1 })
    expect((await input.readAll()).buffer.byteLength).toBe(PIECE + 1)
  })

  it('cancels its stream when the reader of its chunks returns early', async () => {
    const { input, log } = over(kind, cut(bytes(3 * PIECE), [0.3, 0.6]), { end: 'stay open' })
    for await (const _ of input.chunks()) break
    expect(log.cancelled).toBe(true)
  })

  it('cannot be read after it was cancelled, and cancels its stream', async () => {
    const { input, log } = over(kind, [bytes(10)], { end: 'stay open' })
    input.cancel()
    input.cancel()
    expect(log.cancelled).toBe(true)
    await expect(input.readAll()).rejects.toThrow('can be read once')
  })

  it('can be cancelled after its stream has failed', async () => {
    const { input } = over(kind, [], { end: new Error('lost') })
    await expect(input.peek(1)).rejects.toMatchObject({ code: 'bad-origin' })
    input.cancel()
  })
})

describe('an image that has not arrived completely', () => {
  it.each([
    ['of known length', 3 * PIECE],
    ['of unknown length', undefined],
  ])('%s registers the buffers of its bytes', async (_, size) => {
    const owned: Uint8Array[] = []
    const first = bytes(PIECE + 1000)
    let stream: ReadableByteStreamController | undefined
    const body = new ReadableStream({
      type: 'bytes',
      start(controller) {
        controller.enqueue(first.slice())
        stream = controller
      },
    })
    const source = { body, size, etag: undefined }
    const input = byteSource(source, LIMIT, PIECE, (each) => owned.push(each))
    const reading = input.readAll()
    await vi.waitFor(() => expect(owned).not.toEqual([]))
    const length = owned.reduce((sum, { buffer }) => sum + buffer.byteLength, 0)
    expect(length).toBe(size ?? PIECE)
    const ended = expect(reading).rejects.toThrow()
    stream?.error(new Error('lost'))
    await ended
  })
})
