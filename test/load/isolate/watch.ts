import { COUNT_PATH, type IsolateCount } from './count-path.ts'
import { openInspector } from './inspector.ts'

const EVERY = 100

/** Maximum number of samples that the isolate has not answered yet. */
const MAX_OPEN = 50

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
  /**
   * Stops sampling.
   * @throws Error a sample has failed
   */
  stop(): Promise<void>
}

/**
 * Counts the memory in the Worker's isolate ten times a second, as docs/load.md describes. While
 * the isolate computes, it answers neither the inspector nor the wrapper. A sample does not wait
 * for the previous one, so that a request queue does not make samples rare.
 * @param port port of the Worker with its wrapper
 * @param inspector workerd's inspector address
 */
export async function watchIsolate(port: number, inspector: URL): Promise<IsolateLog> {
  const { heapUsage, close } = await openInspector(inspector)
  const begin = performance.now()
  const samples: IsolateSample[] = []
  const open = new Set<Promise<unknown>>()
  let failure: unknown
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

  function start(): void {
    if (pauses > 0 || open.size >= MAX_OPEN) return
    const sample = take()
      .catch((error: unknown) => {
        failure ??= error
      })
      .finally(() => open.delete(sample))
    open.add(sample)
  }

  start()
  const timer = setInterval(start, EVERY)
  return {
    samples,
    now: async () => countOf(await take()),
    async unobserved(work) {
      pauses++
      try {
        await Promise.all(open)
        return await work()
      } finally {
        pauses--
      }
    },
    async stop() {
      clearInterval(timer)
      await Promise.all(open)
      close()
      if (failure !== undefined) throw failure
    },
  }
}
