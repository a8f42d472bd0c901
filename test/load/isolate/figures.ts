import { tenth } from '../figures.ts'
import { countOf, type IsolateSample } from './watch.ts'

/** Memory of an isolate in production, in megabytes. */
export const ISOLATE_MB = 128

/** Figures of an isolate's memory, in megabytes. */
export interface IsolateFigures {
  readonly meanMb: number
  readonly peakMb: number
  /** Number of samples above 128 MB. */
  readonly over128: number
  readonly samples: number
  /** Parts of the count at its peak. */
  readonly heapMb: number
  readonly buffersMb: number
  readonly wasmMb: number
  /**
   * Upper bound between the samples: the highest WebAssembly memory sum since the previous sample,
   * plus the heap and buffers in the larger one of the two samples.
   */
  readonly highWaterMb: number
  /** High-water mark of the Worker's ledger. `null` if the Worker has no ledger. */
  readonly ledgerPeakMb: number | null
}

function highWater(samples: readonly IsolateSample[]): number {
  const besides = samples.map(({ heap, buffers }) => heap + buffers)
  const marks = samples.map(({ wasmPeak }, i) => wasmPeak + Math.max(besides[i] ?? 0, besides[i - 1] ?? 0))
  return Math.max(0, ...marks)
}

/** Summarizes samples of an isolate's memory. */
export function isolateFigures(samples: readonly IsolateSample[]): IsolateFigures {
  const counts = samples.map(countOf)
  const peak = samples.reduce<IsolateSample | undefined>(
    (highest, each) => (highest && countOf(highest) >= countOf(each) ? highest : each),
    undefined,
  )
  const ledger = samples.flatMap(({ ledgerPeak }) => ledgerPeak ?? [])
  const total = counts.reduce((sum, each) => sum + each, 0)
  return {
    meanMb: tenth(total / Math.max(1, counts.length)),
    peakMb: tenth(peak ? countOf(peak) : 0),
    over128: counts.filter((each) => each > ISOLATE_MB).length,
    samples: counts.length,
    heapMb: tenth(peak?.heap ?? 0),
    buffersMb: tenth(peak?.buffers ?? 0),
    wasmMb: tenth(peak?.wasm ?? 0),
    highWaterMb: tenth(highWater(samples)),
    ledgerPeakMb: ledger.length > 0 ? tenth(Math.max(...ledger)) : null,
  }
}
