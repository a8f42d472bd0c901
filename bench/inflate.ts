import { readFile } from 'node:fs/promises'
import { createInflate, deflateSync, inflateSync } from 'node:zlib'
import sharp from 'sharp'
import { landscape } from '../samples/landscape.ts'
import { type Kernel, openKernel, view } from '../src/wasm/kernel.ts'
import type { Say } from './rounds.ts'
import { makeSources, sourcePath } from './sources.ts'
import { median, spread } from './statistics.ts'

const SIZE = { width: 4000, height: 3000 }
const WARMUPS = 4
/** Bytes that `node:zlib` takes and gives at a time; with more or fewer it is no faster. */
const CHUNK = 1 << 18

/** The zlib stream of a PNG. */
function streamOf(file: Buffer): Buffer {
  const parts: Buffer[] = []
  for (let at = 8; at + 8 <= file.length; at += 12 + file.readUInt32BE(at)) {
    const data = file.subarray(at + 8, at + 8 + file.readUInt32BE(at))
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(data)
  }
  return Buffer.concat(parts)
}

/** Squares of one colour each. */
function flatArt(): Uint8Array {
  const { width, height } = SIZE
  const data = new Uint8Array(width * height * 3)
  for (let at = 0; at < data.length; at++) {
    const pixel = Math.floor(at / 3)
    const square = Math.floor((pixel % width) / 217) * 31 + Math.floor(pixel / width / 190) * 17
    data[at] = Math.imul(square * 3 + (at % 3), 2654435761) >>> 24
  }
  return data
}

async function streams(say: Say): Promise<ReadonlyMap<string, Buffer>> {
  await makeSources(['png12'], say)
  const { data } = landscape(SIZE.width, SIZE.height)
  const painted = sharp(data, { raw: { ...SIZE, channels: 4 } }).removeAlpha()
  const flat = sharp(flatArt(), { raw: { ...SIZE, channels: 3 } })
  return new Map([
    ['the photograph of the bench', streamOf(await readFile(sourcePath('png12')))],
    ['without grain', streamOf(await painted.png({ adaptiveFiltering: true }).toBuffer())],
    ['flat art', streamOf(await flat.png().toBuffer())],
    ['stored', deflateSync(data, { level: 0 })],
  ])
}

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

/** Compares the kernel's inflate with the faster way of `node:zlib`, in turn, and prints a line for each picture. */
export async function measureInflate(rounds: number, say: Say): Promise<void> {
  for (const [name, stream] of await streams(say)) {
    const kernel = openKernel()
    const bytes = inflateInKernel(kernel, stream)
    const ours: number[] = []
    const theirs: number[] = []
    for (let round = -WARMUPS; round < rounds; round++) {
      const our = await cpuOf(() => inflateInKernel(kernel, stream))
      const streamed = await cpuOf(() => inflateStreamed(stream))
      const their = Math.min(streamed, await cpuOf(() => inflateSync(stream, { chunkSize: 4 * CHUNK })))
      if (round < 0) continue
      ours.push(our)
      theirs.push(their)
    }
    const ratio = spread(theirs.map((their, round) => their / (ours[round] ?? Number.NaN)))
    const rate = (times: readonly number[]) => `${Math.round(bytes / median(times))} MB/s`
    const between = `${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)}`
    say(`${name}: ${rate(ours)}, node:zlib ${rate(theirs)}, ${ratio.median.toFixed(2)} × (${between})`)
  }
}
