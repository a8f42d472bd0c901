import { median, pairedRatio } from '../../bench/statistics.ts'
import type { Summary } from './run.ts'

/** Results from one run with each of two Workers. */
export interface Pair {
  readonly ours: Summary
  readonly theirs: Summary
}

/** Runs of both Workers in turn. The second pair has the opposite order, and so on. */
export async function runPairs(
  count: number,
  runOurs: () => Promise<Summary>,
  runTheirs: () => Promise<Summary>,
): Promise<Pair[]> {
  const pairs: Pair[] = []
  for (let i = 0; i < count; i++) {
    if (i % 2 === 0) {
      const ours = await runOurs()
      pairs.push({ ours, theirs: await runTheirs() })
    } else {
      const theirs = await runTheirs()
      pairs.push({ ours: await runOurs(), theirs })
    }
  }
  return pairs
}

type Value = (summary: Summary) => number

/** Numbers that are compared. */
const COMPARED = {
  servedPerSecond: (it) => it.servedPerSecond,
  servedPerCpuSecond: (it) => it.servedPerCpuSecond,
  refused: (it) => it.statuses['503'] ?? 0,
  p50: (it) => it.p50,
  meanMb: (it) => it.isolate.meanMb,
  peakMb: (it) => it.isolate.peakMb,
  over128: (it) => it.isolate.over128,
} as const satisfies Record<string, Value>

type Compared = keyof typeof COMPARED

/** Both Workers' medians, and the paired ratios' median if it exists. */
interface Comparison {
  readonly ours: number
  readonly theirs: number
  readonly ratio: number | null
}

/** Compares the runs of two Workers pair by pair. */
export function compare(pairs: readonly Pair[]): Record<Compared, Comparison> {
  const rows = Object.entries(COMPARED).map(([name, value]: [string, Value]) => {
    const [ours, theirs] = [pairs.map((it) => value(it.ours)), pairs.map((it) => value(it.theirs))]
    const ratio = theirs.includes(0) ? null : Number(pairedRatio(ours, theirs).median.toFixed(3))
    return [name, { ours: median(ours), theirs: median(theirs), ratio }]
  })
  return Object.fromEntries(rows)
}

/** Formats one pair as a line. */
export function formatPair({ ours, theirs }: Pair, index: number): string {
  const words = ({ servedPerSecond, statuses, isolate }: Summary) =>
    `${servedPerSecond} served a second, ${statuses['503'] ?? 0} × 503, peak ${isolate.peakMb} MB`
  const ratio = (ours.servedPerSecond / theirs.servedPerSecond).toFixed(3)
  return `pair ${index + 1}: ${words(ours)}; against ${words(theirs)}; ratio ${ratio}`
}
