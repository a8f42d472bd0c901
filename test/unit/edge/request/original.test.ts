import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { original } from '../../../../src/edge/request/original.ts'
import { Failure } from '../../../../src/errors.ts'
import { join, jpeg } from '../../../support/bytes/image-writers.ts'
import { FixedLength } from '../../../support/engine/fixed-length.ts'
import { sourceOf } from '../../../support/engine/transformed.ts'
import { admissionOf } from '../../../support/isolate/admission.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'
import { dropIdle } from '../../../support/isolate/memories.ts'

const MEGABYTE = 1 << 20
const fileOf = (length: number) => join(jpeg(), new Uint8Array(length - jpeg().length))

/** Returns all bytes in a body. The chunks in a stream are copied, because it frees them later. */
async function contentOf(body: Uint8Array | ReadableStream<Uint8Array>): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk.slice())
  return join(...chunks)
}

beforeEach(() => {
  dropIdle()
  vi.stubGlobal('FixedLengthStream', FixedLength)
})
afterEach(() => {
  vi.unstubAllGlobals()
})

it.each<[string, known: boolean]>([
  ['of known length', true],
  ['of unknown length', false],
])('an original %s that breaks off ends in an error and one warning', async (_, known) => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  const file = fileOf(12 * MEGABYTE)
  const failure = new Failure('origin-timeout', undefined, 'no progress within 100 ms')
  // Fails after more bytes than are held from a source with unknown length.
  const pieces = [file.subarray(0, 10 * MEGABYTE), failure]
  const source = sourceOf(file, {
    ...(!known && { size: undefined }),
    body: new ReadableStream({
      pull(controller) {
        const piece = pieces.shift()
        if (piece instanceof Uint8Array) controller.enqueue(piece)
        else controller.error(piece)
      },
    }),
  })
  const { body } = await original(source, { limits: LIMITS, ...admissionOf(LIMITS) })
  await expect(new Response(body).arrayBuffer()).rejects.toThrow(expect.objectContaining({ retryable: true }))
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    'original interrupted: origin-timeout: no progress within 100 ms',
  )
  warn.mockRestore()
})

it.each<[string, length: number, known: boolean, taken: number, held: boolean]>([
  ['that is small', MEGABYTE, true, 0, true],
  ['of 8 MB', 8 * MEGABYTE, true, 0, true],
  ['of more', 8 * MEGABYTE + 1, true, 0, false],
  ['of unknown length', MEGABYTE, false, 0, true],
  ['of 8 MB and of unknown length', 8 * MEGABYTE, false, 0, true],
  ['of more and of unknown length', 8 * MEGABYTE + 1, false, 0, false],
  ['that just fits beside running work', MEGABYTE, true, LIMITS.memory - MEGABYTE, true],
  ['that does not', MEGABYTE, true, LIMITS.memory - MEGABYTE + 1, false],
])('an original %s is held or passes through, and arrives', async (_, length, known, taken, held) => {
  const { memory, admission } = admissionOf(LIMITS)
  const running = await admission.acquire({ bytes: taken })
  const file = fileOf(length)
  const source = sourceOf(file, known ? {} : { size: undefined })
  const { body, type } = await original(source, { limits: LIMITS, admission, memory })
  expect([body instanceof Uint8Array, type]).toEqual([held, 'image/jpeg'])
  expect(Buffer.compare(await contentOf(body), file)).toBe(0)
  running.release()
  expect(await admission.admit({ bytes: LIMITS.memory }, async () => 'all')).toBe('all')
})

it('an original of unknown length counts all that was read of it until it is sent', async () => {
  const { memory, admission } = admissionOf(LIMITS)
  const file = fileOf(10 * MEGABYTE)
  const allocated: number[] = []
  const peek = () => {
    allocated.push(memory.use().buffers)
  }
  const source = sourceOf(file, {
    size: undefined,
    body: new ReadableStream(
      {
        pull(controller) {
          peek()
          const at = (allocated.length - 1) * MEGABYTE
          if (at < file.length) controller.enqueue(file.subarray(at, at + MEGABYTE))
          else controller.close()
        },
      },
      { highWaterMark: 0 },
    ),
  })
  const { body } = await original(source, { limits: LIMITS, admission, memory })
  if (!(body instanceof ReadableStream)) return expect.fail()
  // The last piece and the joined pieces exist at the same time.
  expect(Math.max(...allocated)).toBeGreaterThanOrEqual(16 * MEGABYTE)
  expect(memory.use().buffers).toBeGreaterThanOrEqual(8 * MEGABYTE)
  let at = 0
  for await (const chunk of body) {
    expect(chunk.length).toBeLessThanOrEqual(64 * 1024)
    at += chunk.length
    const { buffers } = memory.use()
    if (at <= 8 * MEGABYTE) expect(buffers).toBeGreaterThanOrEqual(8 * MEGABYTE)
    else expect(buffers).toBeLessThan(MEGABYTE)
  }
  expect([at, memory.use().buffers]).toEqual([file.length, 0])
})

it('an original of unknown length passes through from where memory ends, and takes no more', async () => {
  const { memory, admission } = admissionOf(LIMITS)
  const taken = LIMITS.memory - 2 * MEGABYTE
  const running = await admission.acquire({ bytes: taken })
  const file = fileOf(3 * MEGABYTE)
  const { body } = await original(sourceOf(file, { size: undefined }), { limits: LIMITS, admission, memory })
  if (!(body instanceof ReadableStream)) return expect.fail()
  const counted = memory.use().buffers - taken
  expect(counted).toBeGreaterThan(MEGABYTE)
  expect(counted).toBeLessThanOrEqual(2 * MEGABYTE)
  expect(Buffer.compare(await contentOf(body), file)).toBe(0)
  expect(memory.use().buffers).toBe(taken)
  running.release()
})

it('the buffer of an original that is being read is registered', async () => {
  const { memory, admission } = admissionOf(LIMITS)
  const owned: Uint8Array[] = []
  const own = (bytes: Uint8Array) => void owned.push(bytes)
  const start = fileOf(MEGABYTE).subarray(0, MEGABYTE / 2)
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => controller.enqueue(start),
  })
  const source = sourceOf(fileOf(MEGABYTE), { body })
  void original(source, { limits: LIMITS, admission: { ...admission, own }, memory })
  await vi.waitFor(() => expect(owned.map(({ length }) => length)).toEqual([MEGABYTE]))
})
