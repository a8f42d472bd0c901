import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deadline } from '../../../../src/edge/source/deadline.ts'
import { limitedBody } from '../../../../src/edge/source/limited-body.ts'
import { meter } from '../../../../src/engine/bytes/meter.ts'
import { runs } from '../../../support/properties/runs.ts'
import {
  type Body,
  bytes,
  cut,
  type End,
  KINDS,
  type Kind,
  type Log,
  STREAMS,
} from '../../../support/worker/body-streams.ts'

const PIECE = 256 * 1024

function limited(kind: Kind, pieces: readonly Uint8Array[], size?: number, end: End = 'close') {
  const log: Log = { pulled: 0, cancelled: false }
  const clock = deadline({ timeout: 1000, totalTimeout: 60_000 }, new AbortController().signal)
  return { body: limitedBody(STREAMS[kind](pieces, end, log), meter(size, 4 * PIECE), clock), log }
}

const READERS = {
  async 'without a buffer'(body: Body) {
    const pieces: Uint8Array[] = []
    for await (const piece of body) pieces.push(piece)
    return Buffer.concat(pieces)
  },
  'into small buffers': (body: Body) => readInto(body, 5000),
  'into large buffers': (body: Body) => readInto(body, 3 * PIECE),
}

async function readInto(body: Body, length: number): Promise<Buffer> {
  const reader = body.getReader({ mode: 'byob' })
  const pieces: Uint8Array[] = []
  let buffer = new ArrayBuffer(length + 10)
  for (;;) {
    const { done, value } = await reader.read(new Uint8Array(buffer, 10, length))
    if (done) return Buffer.concat(pieces)
    pieces.push(value.slice())
    buffer = value.buffer
  }
}

const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 })
const length = fc.oneof(fc.nat(3000), fc.constantFrom(PIECE / 4, PIECE, PIECE + 1, 2 * PIECE + 17))
const EVERY = KINDS.flatMap((kind) =>
  Object.entries(READERS).map(([name, read]) => [kind, name, read] as const),
)

describe.each(EVERY)('a body of %s, read %s', (kind, _, read) => {
  it('has the bytes that the origin sent', async () => {
    await fc.assert(
      fc.asyncProperty(length, places, fc.boolean(), async (n, places, known) => {
        const whole = bytes(n)
        const { body } = limited(kind, cut(whole, places), known ? n : undefined)
        expect(Buffer.compare(await read(body), whole)).toBe(0)
      }),
      { numRuns: runs(20) },
    )
  })

  it.each([
    ['breaks off', 99, 'close', 100, 'bad-origin'],
    ['fails', 99, new Error('Network connection lost.'), 100, 'bad-origin'],
    ['goes on', PIECE, 'stay open', 100, 'bad-origin'],
    ['is too large', 5 * PIECE, 'stay open', undefined, 'source-too-large'],
  ] as const)('fails with the reason if it %s', async (_, actual, end, size, code) => {
    const { body, log } = limited(kind, [bytes(actual)], size, end)
    await expect(read(body)).rejects.toMatchObject({ code })
    if (end === 'stay open') expect(log.cancelled).toBe(true)
  })
})

describe.each(KINDS)('a body of %s', (kind) => {
  it('is not pulled before it is read', async () => {
    const { log } = limited(kind, [bytes(10)])
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(log.pulled).toBe(0)
  })

  it('is cancelled together with its reader', async () => {
    const { body, log } = limited(kind, [bytes(10)], undefined, 'stay open')
    await body.cancel()
    expect(log.cancelled).toBe(true)
  })
})
