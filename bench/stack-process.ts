/** Program that runs the stack named by its argument. Each message is an order. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { type JobId, jobOf } from './jobs.ts'
import { peakMemory } from './memory-meter.ts'
import { peakResident, resetPeakResident } from './process-figures.ts'
import { sourcePath } from './sources.ts'
import type { Input, Job, StackName } from './stacks/stack.ts'
import { STACKS } from './stacks/stacks.ts'

/**
 * A job to run. For `time`, the source is in memory. For `hold`, the source is a file, so that its
 * bytes count when they are read into memory.
 */
export interface Order {
  readonly kind: 'time' | 'hold'
  readonly job: JobId
  /** `true` if the report must contain the picture. */
  readonly output: boolean
}

/**
 * CPU milliseconds (user and system time, all threads), and the growth in resident memory in bytes.
 */
export interface Timed {
  readonly cpu: number
  readonly resident: number
  readonly output: Uint8Array | undefined
}

/** Peak memory in bytes. */
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

function fromFile(file: number): Input {
  const { size } = fstatSync(file)
  const read = (into: Uint8Array<ArrayBuffer>, at: number) =>
    into.subarray(0, readSync(file, into, 0, into.length, at))
  return {
    size,
    head: read(new Uint8Array(HEAD), 0),
    readAll: async () => read(new Uint8Array(size), 0),
    async *chunks() {
      const piece = new Uint8Array(PIECE)
      for (let at = 0; at < size; at += PIECE) yield read(piece, at)
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
  const used = process.cpuUsage()
  const output = await stack.run(input, job)
  const { user, system } = process.cpuUsage(used)
  return {
    cpu: (user + system) / 1000,
    resident: peakResident() - resident,
    output: wanted ? output : undefined,
  }
}

async function hold(job: Job): Promise<Held> {
  const file = openSync(sourcePath(job.source), 'r')
  try {
    const input = fromFile(file)
    const { peak } = await peakMemory(() => stack.run(input, job))
    return { peak }
  } finally {
    closeSync(file)
  }
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
