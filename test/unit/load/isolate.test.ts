import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { wrapperSource } from '../../load/isolate/bundle.ts'
import { type IsolateLog, watchIsolate } from '../../load/isolate/watch.ts'
import { startWorker, type Worker } from '../../support/worker/worker.ts'

/** Pages of 64 KiB that have 64 MB, and their size in MB. */
const PAGES = 977
const MB = (PAGES * 65_536) / 1e6

/** WebAssembly module section that is shorter than 128 bytes. */
const section = (id: number, ...bytes: number[]) => [id, bytes.length, ...bytes]
const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
const name = (text: string) => [text.length, ...Buffer.from(text)]

/** Module with a memory of one page that its function `grow` grows by `PAGES` pages. */
const GROWING = [
  ...HEADER,
  ...section(1, 1, 0x60, 0, 1, 0x7f),
  ...section(3, 1, 0),
  ...section(5, 1, 0, 1),
  ...section(7, 2, ...name('memory'), 2, 0, ...name('grow'), 0, 0),
  // i32.const 977, memory.grow
  ...section(10, 1, 7, 0, 0x41, 0xd1, 0x07, 0x40, 0, 0x0b),
]

/** Module that imports `e.m`, a memory of any size. */
const IMPORTING = [...HEADER, ...section(2, 1, ...name('e'), ...name('m'), 2, 0, 0)]

/** Worker whose path names a step. */
const SOURCE = `
import growing from './growing.wasm'
import importing from './importing.wasm'
const held = {}
const steps = {
  idle() {},
  buffer() { held.buffer = new Uint8Array(64e6).fill(1) },
  detach() { held.buffer.buffer.transfer(0) },
  memory() { held.memory = new WebAssembly.Memory({ initial: ${PAGES} }) },
  grow() { held.memory.grow(${PAGES}) },
  imported() { held.importing = new WebAssembly.Instance(importing, { e: { m: new WebAssembly.Memory({ initial: 16 }) } }) },
  exported() { held.growing = new WebAssembly.Instance(growing) },
  async instantiated() { held.instantiated = await WebAssembly.instantiate(growing) },
  inside() { held.growing.exports.grow() },
  read() { held.growing.exports.memory.buffer },
  burst() {
    const { exports } = new WebAssembly.Instance(growing)
    exports.grow()
    const before = exports.memory.buffer.byteLength
    gc()
    return before
  },
  drop() { for (const key of Object.keys(held)) delete held[key] },
  view() { held.view = new Uint8Array(new WebAssembly.Memory({ initial: 16 }).buffer) },
  collect() { gc() },
  ledger() { globalThis.isolateMemory = { use: () => ({ peakBytes: 123e6 }) } },
}
export default {
  async fetch({ url }) {
    await steps[new URL(url).pathname.slice(1)]()
    return new Response()
  },
}
`

let directory: string
let worker: Worker
let log: IsolateLog

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'signet-isolate-'))
  await writeFile(join(directory, 'index.js'), SOURCE)
  await writeFile(join(directory, 'growing.wasm'), Uint8Array.from(GROWING))
  await writeFile(join(directory, 'importing.wasm'), Uint8Array.from(IMPORTING))
  const bundle = { directory, compatibilityDate: '2026-11-01', compatibilityFlags: [], variables: {} }
  const flags = process.env['MINIFLARE_WORKERD_V8_FLAGS']
  process.env['MINIFLARE_WORKERD_V8_FLAGS'] = '--expose-gc'
  worker = await startWorker(bundle, {}, { wrapper: await wrapperSource(), inspect: true })
  if (flags === undefined) delete process.env['MINIFLARE_WORKERD_V8_FLAGS']
  else process.env['MINIFLARE_WORKERD_V8_FLAGS'] = flags
  if (!worker.inspector) throw new Error('there is no inspector')
  log = await watchIsolate(worker.port, worker.inspector)
})

afterAll(async () => {
  await log.stop()
  await worker.close()
  await rm(directory, { recursive: true })
})

async function sampleAfter(step: string) {
  const { status } = await worker.fetch(`/${step}`)
  expect(status).toBe(200)
  await log.now()
  const last = log.samples.at(-1)
  if (!last) throw new Error('there is no sample')
  return last
}

test('buffers and WebAssembly memories are counted until they are freed', async () => {
  const idle = await sampleAfter('idle')
  expect(idle.wasm).toBe(0)
  expect(idle.heap).toBeGreaterThan(0.3)
  expect(idle.heap).toBeLessThan(5)

  const buffer = await sampleAfter('buffer')
  expect(buffer.buffers - idle.buffers).toBeCloseTo(64, 0)
  expect(buffer.wasm).toBe(0)
  expect((await sampleAfter('detach')).buffers - idle.buffers).toBeCloseTo(0, 0)

  const memory = await sampleAfter('memory')
  expect(memory.wasm).toBeCloseTo(MB)
  expect(memory.buffers - idle.buffers).toBeCloseTo(0, 0)
  expect((await sampleAfter('grow')).wasm).toBeCloseTo(2 * MB)
  expect((await sampleAfter('imported')).wasm).toBeCloseTo(2 * MB + 16 * 0.065536)
  expect((await sampleAfter('exported')).wasm).toBeCloseTo(2 * MB + 17 * 0.065536)
  expect((await sampleAfter('instantiated')).wasm).toBeCloseTo(2 * MB + 18 * 0.065536)
  await sampleAfter('inside')
  const full = await sampleAfter('read')
  expect(full.wasm).toBeCloseTo(3 * MB + 18 * 0.065536)

  expect((await sampleAfter('drop')).wasm).toBeCloseTo(full.wasm)
  expect((await sampleAfter('collect')).wasm).toBe(0)

  // A view keeps the pages of a memory that was collected.
  await sampleAfter('view')
  expect((await sampleAfter('collect')).wasm).toBeCloseTo(16 * 0.065536)
})

test('the peak between two samples is kept', async () => {
  await sampleAfter('drop')
  const { wasm } = await sampleAfter('collect')
  const from = log.samples.length
  await sampleAfter('burst')
  expect((await sampleAfter('collect')).wasm).toBe(wasm)
  expect(Math.max(...log.samples.slice(from).map(({ wasmPeak }) => wasmPeak)) - wasm).toBeCloseTo(
    MB + 0.065536,
  )
})

test("the high-water mark of the Worker's ledger is in the samples", async () => {
  expect((await sampleAfter('idle')).ledgerPeak).toBeUndefined()
  expect((await sampleAfter('ledger')).ledgerPeak).toBe(123)
})

test('no sample is taken while the isolate must be idle', async () => {
  await log.unobserved(async () => {
    await sleep(300)
    const { length } = log.samples
    await sleep(300)
    expect(log.samples.length).toBe(length)
  })
  const { length } = log.samples
  await expect.poll(() => log.samples.length, { timeout: 20_000 }).toBeGreaterThan(length)
})
