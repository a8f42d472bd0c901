import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ownBytes, useBytes } from '../../../../src/edge/isolate/own-bytes.ts'
import { countedBody, SENT_PIECE } from '../../../../src/edge/isolate/send.ts'
import { isolateMemory } from '../../../../src/engine/memory/admission.ts'
import { FixedLength } from '../../../support/fixed-length.ts'
import { runs } from '../../../support/property-runs.ts'

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
