/** A process that runs one stack, told by messages what to do: `node --import ./bench/wasm-hook.ts bench/stack-process.ts STACK`. */
import { open, readFile } from 'node:fs/promises'
import { type Job, type JobId, jobOf } from './jobs.ts'
import { peakMemory } from './memory-meter.ts'
import { peakResident, resetPeakResident } from './process-figures.ts'
import { sourcePath } from './sources.ts'
import type { Input, StackName } from './stacks/stack.ts'
import { STACKS } from './stacks/stacks.ts'

/** `time`: a run with its source in memory. `hold`: a run with its source in a file, so that what is held of it counts. */
export interface Order {
  readonly kind: 'time' | 'hold'
  readonly job: JobId
  /** Whether the picture is wanted. */
  readonly output: boolean
}

/** Milliseconds of CPU (all threads, user and system) and of time, growth of resident memory in bytes. */
export interface Timed {
  readonly cpu: number
  readonly wall: number
  readonly resident: number
  readonly output: Uint8Array | undefined
}

/** Bytes held at the peak. */
export interface Held {
  readonly peak: number
}

export type Report = Timed | Held | { readonly refused: string }

const HEAD = 65_536
const PIECE = 262_144

async function inMemory(path: string): Promise<Input> {
  const bytes = new Uint8Array(await readFile(path))
  return {
    size: bytes.length,
    head: bytes.subarray(0, HEAD),
    readAll: async () => bytes,
    async *chunks() {
      for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
    },
  }
}

/** As from a bucket: pieces in one buffer that is used again. */
async function fromFile(path: string): Promise<Input> {
  const file = await open(path)
  const { size } = await file.stat()
  const { buffer } = await file.read(new Uint8Array(HEAD), 0, HEAD, 0)
  return {
    size,
    head: buffer.subarray(0, Math.min(size, HEAD)),
    async readAll() {
      const bytes = new Uint8Array(size)
      await file.read(bytes, 0, size, 0)
      return bytes
    },
    async *chunks() {
      const piece = new Uint8Array(PIECE)
      for (let at = 0; at < size; at += PIECE) {
        const { bytesRead } = await file.read(piece, 0, PIECE, at)
        yield piece.subarray(0, bytesRead)
      }
    },
  }
}

const stack = await STACKS[process.argv[2] as StackName]()
const inputs = new Map<string, Input>()

async function time(job: Job, wanted: boolean): Promise<Timed> {
  const path = sourcePath(job.source)
  const input = inputs.get(path) ?? (await inMemory(path))
  inputs.set(path, input)
  const resident = resetPeakResident()
  const [begin, used] = [performance.now(), process.cpuUsage()]
  const output = await stack.run(input, job)
  const { user, system } = process.cpuUsage(used)
  return {
    cpu: (user + system) / 1000,
    wall: performance.now() - begin,
    resident: peakResident() - resident,
    output: wanted ? output : undefined,
  }
}

async function hold(job: Job): Promise<Held> {
  const input = await fromFile(sourcePath(job.source))
  const { peak } = await peakMemory(() => stack.run(input, job))
  return { peak }
}

async function carryOut({ kind, job, output }: Order): Promise<Report> {
  try {
    return kind === 'time' ? await time(jobOf(job), output) : await hold(jobOf(job))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? `${error.code}: ` : ''
    return { refused: code + (error instanceof Error ? error.message : String(error)) }
  }
}

process.on('message', async (order: Order) => process.send?.(await carryOut(order)))
process.send?.('ready')
