import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type Context,
  capacity,
  type EngineOptions,
  type Input,
  probe,
  transform,
} from '../../../../src/api/engine/index.ts'
import { concurrency, memory } from '../../../../src/isolate/isolate.ts'
import { photoFile } from '../../../support/engine/inputs.ts'

let photo: Uint8Array<ArrayBuffer>
beforeAll(async () => {
  photo = await photoFile(2400, 1800)
})

/** A stream that yields a part of a file, and then nothing more. */
function hanging(bytes: number) {
  let at = 0
  let reason: unknown
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (at >= bytes) return new Promise<void>(() => undefined)
        controller.enqueue(photo.slice(at, Math.min(at + 10_000, bytes)))
        at += 10_000
        return undefined
      },
      cancel(given) {
        reason = given
      },
    },
    { highWaterMark: 0 },
  )
  return { stream, cancelled: () => reason }
}

async function settled(): Promise<void> {
  for (let round = 0; round < 100 && concurrency.active() > 0; round++)
    await new Promise((resolve) => setTimeout(resolve, 10))
  expect(concurrency.active()).toBe(0)
}

describe.each<[string, number]>([
  ['before its first byte', 0],
  ['in its header', 300],
  ['in its pixels', 400_000],
])('a stream that hangs %s', (_, bytes) => {
  it.each<EngineOptions>([{ width: 50 }, { width: 50, height: 50, crop: 'smart' }])(
    'is given up with the reason of the signal: %o',
    async (options) => {
      const { stream, cancelled } = hanging(bytes)
      const reason = new RangeError('too slow')
      const controller = new AbortController()
      setTimeout(() => controller.abort(reason), 30)
      await expect(transform(stream, options, { signal: controller.signal })).rejects.toBe(reason)
      await settled()
      expect(cancelled()).toBe(reason)
      expect(memory.use().waiting).toBe(0)
    },
  )
})

const never = () => new Promise<never>(() => undefined)
const silent = (first?: Uint8Array) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      if (first) controller.enqueue(first)
    },
    cancel: never,
  })

describe('16 calls that are aborted leave the slots and the memory free', () => {
  const picture: EngineOptions = { olurl: '/x', width: 50 }
  const text: EngineOptions = { oltext: 'x', olfont: '/x', width: 50 }
  const blob = (first?: Uint8Array) =>
    ({ stream: () => silent(first), size: photo.length, slice: () => new Blob() }) as unknown as Blob

  it.each<[string, () => Input, EngineOptions, Context['files']]>([
    ['files never settles', () => photo, picture, never],
    ['files never settles for a font', () => photo, text, never],
    ['files returns a silent stream', () => photo, picture, () => silent()],
    ['files returns a silent stream of a font', () => photo, text, () => silent()],
    ['files returns a Blob that stalls', () => photo, picture, () => blob()],
    [
      'a picture of files stalls',
      () => photo,
      { ...picture, width: 900 },
      () => silent(photo.slice(0, 2000)),
    ],
    ['a Blob is silent', () => blob(), { width: 50 }, undefined],
    ['a Blob stalls', () => blob(photo.slice(0, 400_000)), { width: 50 }, undefined],
    ['a held Blob stalls', () => blob(photo.slice(0, 400_000)), { width: 50, trim: 3 }, undefined],
    ['a stream ignores its cancellation', () => silent(), { width: 50 }, undefined],
  ])('%s', async (_, input, options, files) => {
    const calls = Array.from({ length: 16 }, () =>
      transform(input(), options, { signal: AbortSignal.timeout(80), files }),
    )
    for (const call of await Promise.allSettled(calls))
      expect(call).toMatchObject({ status: 'rejected', reason: { name: 'TimeoutError' } })
    await settled()
    const { width } = await transform(photo, { width: 50 }, { limits: { wait: 1000 } })
    expect(width).toBe(50)
  })
})

it('a file that arrives after the abort is cancelled', async () => {
  const { stream, cancelled } = hanging(0)
  const reason = new Error('too late')
  const controller = new AbortController()
  const opening = Promise.withResolvers<ReadableStream<Uint8Array>>()
  const context = { signal: controller.signal, files: () => opening.promise }
  const call = transform(photo, { olurl: '/x' }, context)
  setTimeout(() => controller.abort(reason), 20)
  await expect(call).rejects.toBe(reason)
  opening.resolve(stream)
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(cancelled()).toBe(reason)
})

it('a signal that lacks throwIfAborted and a reason ends a call', async () => {
  const target = new EventTarget()
  const signal = Object.assign(target, { aborted: false })
  setTimeout(() => {
    signal.aborted = true
    target.dispatchEvent(new Event('abort'))
  }, 30)
  const context = { signal: signal as unknown as AbortSignal }
  await expect(transform(hanging(300).stream, {}, context)).rejects.toMatchObject({ name: 'AbortError' })
  await expect(transform(photo, {}, context)).rejects.toMatchObject({ name: 'AbortError' })
  const waiting = { signal: Object.assign(new EventTarget(), { aborted: false }) as unknown as AbortSignal }
  expect((await transform(photo, { width: 50 }, waiting)).width).toBe(50)
})

it('a signal that has fired rejects at once, and cancels the input', async () => {
  const reason = new Error('gone')
  for (const call of [
    (input: ReadableStream<Uint8Array>, signal: AbortSignal) => transform(input, {}, { signal }),
    (input: ReadableStream<Uint8Array>, signal: AbortSignal) => probe(input, { signal }),
    (input: ReadableStream<Uint8Array>, signal: AbortSignal) => capacity(input, {}, { signal }),
  ]) {
    const { stream, cancelled } = hanging(0)
    await expect(call(stream, AbortSignal.abort(reason))).rejects.toBe(reason)
    expect(cancelled()).toBe(reason)
  }
})

it('ends a time limit with its own reason', async () => {
  const { stream } = hanging(1000)
  await expect(transform(stream, {}, { signal: AbortSignal.timeout(20) })).rejects.toMatchObject({
    name: 'TimeoutError',
  })
  await settled()
})

it('an input that somebody else aborts is a bad origin', async () => {
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.error(new DOMException('stopped', 'AbortError'))
    },
  })
  await expect(transform(stream)).rejects.toMatchObject({
    name: 'Failure',
    code: 'bad-origin',
    detail: 'the input was aborted while it was read',
  })
})

it('ends the wait of a call for memory', async () => {
  const lease = await memory
    .admission(
      { memory: 100_000_000, queue: 10, wait: 1000 },
      { at: Number.POSITIVE_INFINITY },
      AbortSignal.timeout(60_000),
    )
    .acquire({ bytes: 100_000_000 - memory.use().wasm })
  try {
    const reason = new Error('no more time')
    const controller = new AbortController()
    setTimeout(() => controller.abort(reason), 50)
    await expect(transform(photo, { width: 900 }, { signal: controller.signal })).rejects.toBe(reason)
    await settled()
    expect(memory.use().waiting).toBe(0)
  } finally {
    lease.release()
  }
})

it('leaves no listener and no timer behind', async () => {
  const { signal } = new AbortController()
  const listeners = new Set<unknown>()
  const add = signal.addEventListener.bind(signal)
  const remove = signal.removeEventListener.bind(signal)
  signal.addEventListener = (type: string, listener: EventListener, options?: { once?: boolean }) => {
    listeners.add(listener)
    add(type, listener, options)
  }
  signal.removeEventListener = (type: string, listener: EventListener) => {
    listeners.delete(listener)
    remove(type, listener)
  }
  await transform(new Blob([photo]).stream(), { width: 50, height: 50, crop: 'smart' }, { signal })
  await transform(photo, { width: 50 }, { signal })
  await transform(new Uint8Array(9), {}, { signal }).catch(() => undefined)
  expect(listeners.size).toBe(0)
})

// A timer that is left behind would hold the process for 60 s, or for ever. The end may take
// seconds while other processes keep the cores busy.
it('a process ends as soon as its call has ended', () => {
  const root = fileURLToPath(new URL('../../../../', import.meta.url))
  const script = `
    import { transform } from './src/api/engine/index.ts'
    const end = () => { globalThis.done = performance.now() }
    process.on('exit', () => console.log(performance.now() - globalThis.done < 5000 ? 'at once' : 'late'))
    const stream = new Blob([new Uint8Array(99)]).stream()
    await transform(stream, {}, { signal: AbortSignal.timeout(60000) }).catch(({ code }) => console.log(code)).finally(end)
  `
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', './cli/wasm-hook.ts', '--input-type=module', '-e', script],
    { cwd: root, encoding: 'utf8' },
  )
  expect(`${stdout}${stderr.replace(/.*ExperimentalWarning.*\n.*\n/, '')}`).toBe('unsupported\nat once\n')
})
