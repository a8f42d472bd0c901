import { readFile } from 'node:fs/promises'
import { createInflate, inflateSync } from 'node:zlib'
import { type Kernel, openKernel, view } from '../src/engine/wasm/kernel.ts'

/** CPU time in microseconds for inflating a stream once with each implementation. */
export interface InflateRound {
  readonly ours: number
  readonly theirs: number
  /** Length in bytes of the inflated stream. */
  readonly bytes: number
}

/**
 * Chunk size in bytes for `node:zlib` input and output. Neither larger nor smaller chunks are
 * faster.
 */
const CHUNK = 1 << 18

function inflateInKernel(kernel: Kernel, stream: Uint8Array): number {
  let bytes = 0
  kernel.inflateOpen(1)
  for (let at = 0; at < stream.length; ) {
    const piece = stream.subarray(at, at + kernel.inflateCapacity())
    view(kernel, kernel.inflateInput(), piece.length).set(piece)
    at += piece.length
    let length = kernel.inflateFeed(piece.length)
    for (; length > 0; length = kernel.inflateFeed(0)) bytes += length
    if (length < 0) throw new Error(`the kernel refuses the stream with ${length}`)
  }
  return bytes
}

async function inflateStreamed(stream: Uint8Array): Promise<void> {
  const zlib = createInflate({ chunkSize: CHUNK })
  const ended = new Promise((resolve) => zlib.once('end', resolve))
  zlib.resume()
  for (let at = 0; at < stream.length; at += CHUNK) {
    const written = zlib.write(stream.subarray(at, at + CHUNK))
    if (!written) await new Promise((resolve) => zlib.once('drain', resolve))
  }
  zlib.end()
  await ended
}

async function cpuOf(work: () => unknown): Promise<number> {
  const begin = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(begin)
  return user + system
}

const stream = await readFile(process.argv[2] ?? '')
const kernel = openKernel()

async function play(): Promise<InflateRound> {
  let bytes = 0
  const ours = await cpuOf(() => {
    bytes = inflateInKernel(kernel, stream)
  })
  const streamed = await cpuOf(() => inflateStreamed(stream))
  const atOnce = await cpuOf(() => inflateSync(stream, { chunkSize: 4 * CHUNK }))
  return { ours, theirs: Math.min(streamed, atOnce), bytes }
}

process.on('message', async () => process.send?.(await play()))
process.send?.('ready')
