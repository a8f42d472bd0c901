import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ownBytes, useBytes } from '../../../../src/edge/isolate/own-bytes.ts'
import { countedBody, SENT_PIECE } from '../../../../src/edge/isolate/send.ts'
import type { Failure } from '../../../../src/errors.ts'
import { isolateMemory } from '../../../../src/isolate/admission.ts'
import { FixedLength } from '../../../support/engine/fixed-length.ts'
import { admissionOf } from '../../../support/isolate/admission.ts'
import { runs } from '../../../support/properties/runs.ts'

beforeEach(() => {
  vi.stubGlobal('FixedLengthStream', FixedLength)
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const bytesOf = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 8)) & 255)

/** Waits for the callbacks of streams. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0))

const length = fc.oneof(fc.nat(3000), fc.constantFrom(SENT_PIECE, SENT_PIECE + 1, 3 * SENT_PIECE - 1))

it('a body arrives unchanged, counts until then, and is freed afterwards', async () => {
  await fc.assert(
    fc.asyncProperty(length, async (count) => {
      const memory = isolateMemory()
      const bytes = bytesOf(count)
      ownBytes(bytes, memory)
      const stream = countedBody(bytes, memory)
      expect(memory.use().bytes).toBe(count)
      expect(new Uint8Array(await new Response(stream).arrayBuffer())).toEqual(bytesOf(count))
      await settle()
      expect([memory.use().bytes, bytes.length]).toEqual([0, 0])
    }),
    { numRuns: runs(30) },
  )
})

it('a body whose client leaves is freed', async () => {
  const memory = isolateMemory()
  const bytes = bytesOf(5 * SENT_PIECE)
  ownBytes(bytes, memory)
  const reader = countedBody(bytes, memory).getReader()
  await reader.read()
  await reader.cancel()
  await settle()
  expect([memory.use().bytes, bytes.length]).toEqual([0, 0])
})

it.each(['is read', 'is cancelled'])('a body that %s stays for the write to a cache', async (how) => {
  const bytes = bytesOf(1000)
  ownBytes(bytes, isolateMemory())
  const end = useBytes(bytes)
  const body = countedBody(bytes, isolateMemory())
  await (how === 'is read' ? new Response(body).arrayBuffer() : body.cancel())
  await settle()
  expect(bytes).toEqual(bytesOf(1000))
  end()
  expect(bytes.length).toBe(0)
})

it('a body that other requests may read stays', async () => {
  const bytes = bytesOf(1000)
  const memory = isolateMemory()
  const answers = [1, 2].map(() => new Response(countedBody(bytes, memory)).arrayBuffer())
  expect(memory.use().bytes).toBe(1000)
  for (const answer of await Promise.all(answers)) expect(new Uint8Array(answer)).toEqual(bytesOf(1000))
  await settle()
  expect([memory.use().bytes, bytes.length]).toEqual([0, 1000])
})

describe('a request that does not fit beside a body that is sent', () => {
  const SIZE = 8e6
  const LIMITS = { memory: 16e6, queue: 10, wait: 20_000 }

  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  /**
   * Sends a body to a client that reads one piece in `interval` milliseconds. `demand` waits from
   * the third second on, for 20 s.
   */
  async function sendBeside(interval: number, demand: number, task = 0) {
    const memory = isolateMemory()
    const running = await admissionOf(LIMITS, memory).admission.acquire({ bytes: task })
    const sent = bytesOf(SIZE)
    ownBytes(sent, memory)
    const reader = countedBody(sent, memory).getReader()
    const outcome = { body: 'unfinished', request: 'none' }
    const timer = setInterval(() => {
      reader.read().then(
        ({ done }) => {
          if (done) outcome.body = 'complete'
        },
        (error: Error) => {
          outcome.body = error.message
        },
      )
    }, interval)
    await vi.advanceTimersByTimeAsync(3000)
    const waiting = admissionOf(LIMITS, memory)
      .admission.acquire({ bytes: demand })
      .then(
        () => 'served',
        (error: Failure) => error.code,
      )
    await vi.advanceTimersByTimeAsync(21_000)
    clearInterval(timer)
    running.release()
    outcome.request = await waiting
    return outcome
  }

  it('is served, and a client that would take longer than its wait loses the connection', async () => {
    expect(await sendBeside(1000, 9e6)).toEqual({
      // In Node, the stream reports its detached piece instead.
      body: expect.stringMatching(/too slowly|detached/),
      request: 'served',
    })
  })

  it('waits for a client that is done in time', async () => {
    expect(await sendBeside(100, 9e6)).toEqual({ body: 'complete', request: 'served' })
  })

  it('leaves a slow body alone if it waits for a task', async () => {
    expect(await sendBeside(1000, 7e6, 7e6)).toEqual({ body: 'unfinished', request: 'busy' })
  })
})
