import { setTimeout as sleep } from 'node:timers/promises'
import { COUNT_PATH, type IsolateCount } from './count-path.ts'
import { openInspector } from './inspector.ts'

const EVERY = 100

/** Memory of an isolate at a time, in megabytes. */
export interface IsolateSample {
  readonly seconds: number
  readonly heap: number
  readonly buffers: number
  readonly wasm: number
  /** Highest sum of WebAssembly memories since the previous sample. */
  readonly wasmPeak: number
  /** High-water mark of the Worker's ledger since its start, if it has one. */
  readonly ledgerPeak?: number
}

/** Returns the memory that the platform counts, in megabytes. */
export const countOf = ({ heap, buffers, wasm }: IsolateSample): number => heap + buffers + wasm

/** Memory of an isolate over time. */
export interface IsolateLog {
  readonly samples: readonly IsolateSample[]
  /** Takes a sample and returns its count in megabytes. */
  now(): Promise<number>
  /** Takes no sample while the function runs, so that the isolate is idle. */
  unobserved<T>(work: () => Promise<T>): Promise<T>
  /** Stops sampling. */
  stop(): Promise<void>
}

/**
 * Counts the memory of the Worker's isolate ten times a second, as docs/load.md describes. While
 * the isolate computes, it answers neither the inspector nor the wrapper, so that samples come
 * later.
 * @param port port of the Worker with its wrapper
 * @param inspector address of workerd's inspector
 */
export async function watchIsolate(port: number, inspector: URL): Promise<IsolateLog> {
  const { heapUsage, close } = await openInspector(inspector)
  const begin = performance.now()
  const samples: IsolateSample[] = []
  let isStopped = false
  let pauses = 0

  async function take(): Promise<IsolateSample> {
    const [{ usedSize, backingStorageSize }, response] = await Promise.all([
      heapUsage(),
      fetch(`http://127.0.0.1:${port}${COUNT_PATH}`),
    ])
    const { bytes, peakBytes, ledgerPeakBytes } = (await response.json()) as IsolateCount
    const sample = {
      seconds: (performance.now() - begin) / 1000,
      heap: usedSize / 1e6,
      buffers: backingStorageSize / 1e6,
      wasm: bytes / 1e6,
      wasmPeak: peakBytes / 1e6,
      ...(ledgerPeakBytes !== undefined && { ledgerPeak: ledgerPeakBytes / 1e6 }),
    }
    samples.push(sample)
    return sample
  }

  async function sample(): Promise<void> {
    while (!isStopped) {
      const next = performance.now() + EVERY
      if (pauses === 0) await take()
      await sleep(Math.max(0, next - performance.now()))
    }
  }

  const sampling = sample()
  // An error is reported by `stop`.
  sampling.catch(() => undefined)
  return {
    samples,
    now: async () => countOf(await take()),
    async unobserved(work) {
      pauses++
      try {
        return await work()
      } finally {
        pauses--
      }
    },
    async stop() {
      isStopped = true
      await sampling
      close()
    },
  }
}
