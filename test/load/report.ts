import type { MemoryChart } from './chart.ts'
import { countLine, isLost } from './checks.ts'
import { latency, settled, slope, statuses, tenth } from './figures.ts'
import { ISOLATE_MB, isolateFigures } from './isolate/figures.ts'
import { countOf } from './isolate/watch.ts'
import type { Sample } from './sample.ts'
import type { Check, Entry, Stage } from './scenario.ts'

function formatKind(kind: string, entries: readonly Entry[]): string {
  const { p50, p90, p99, max } = latency(entries)
  const seen = entries.map(({ status, code, fault, excused }) =>
    [excused ?? (fault === undefined ? status : `lost (${fault})`), code].filter(Boolean).join(' '),
  )
  const times = `p50 ${p50}, p90 ${p90}, p99 ${p99}, max ${max} ms`
  return `  ${kind.padEnd(22)} ${String(entries.length).padStart(6)}  ${times}\n    ${countLine(seen)}`
}

/** Formats the requests by kind: statuses with error codes, and percentiles of the latency. */
export function formatRequests(entries: readonly Entry[]): string[] {
  const kinds = Map.groupBy(entries, ({ kind }) => kind)
  return [...kinds].map(([kind, of]) => formatKind(kind, of))
}

/** Returns the memory that the platform counts over time. */
export const countSamples = ({ isolate }: Pick<Stage, 'isolate'>): Sample[] =>
  isolate.samples.map((each) => ({ seconds: each.seconds, megabytes: countOf(each) }))

/** Formats the peaks of about twenty intervals. */
function formatPeaks(samples: readonly Sample[]): string {
  const stretch = Math.ceil(samples.length / 20)
  const highest = []
  for (let at = 0; at < samples.length; at += stretch)
    highest.push(Math.round(Math.max(...samples.slice(at, at + stretch).map((it) => it.megabytes))))
  return highest.join(' ')
}

/** Formats the memory of the isolate, and resident memory, over time. */
export function formatMemory(stage: Stage): string[] {
  const { memory, isolate, idleMb } = stage
  const { meanMb, peakMb, over128, samples, heapMb, buffersMb, wasmMb } = isolateFigures(isolate.samples)
  const seconds = Math.round(memory.samples.at(-1)?.seconds ?? 0)
  return [
    `isolate MB over ${seconds} s: ${formatPeaks(countSamples(stage))}`,
    `  mean ${meanMb}, peak ${peakMb} (heap ${heapMb}, buffers ${buffersMb}, wasm ${wasmMb}), above ${ISOLATE_MB}: ${over128} of ${samples} samples`,
    `resident MB over ${seconds} s (idle ${Math.round(idleMb)}): ${formatPeaks(memory.samples)}`,
  ]
}

export function formatCheck({ what, expected, seen, holds }: Check): string {
  return `${holds ? 'ok  ' : 'FAIL'} ${what}: expected ${expected}; seen ${seen}`
}

/** Returns the data for the memory chart over time. */
export function chartOf({ entries, memory, isolate }: Stage, scenario: string): MemoryChart {
  const seconds = Math.round(memory.samples.at(-1)?.seconds ?? 0)
  const { meanMb, peakMb } = isolateFigures(isolate.samples)
  return {
    title: `Memory of the isolate in MB, load “${scenario}”`,
    subtitle: `${entries.length} requests in ${seconds} s; mean ${Math.round(meanMb)} MB, peak ${Math.round(peakMb)} MB`,
    samples: isolate.samples,
    resident: memory.samples,
    limit: { value: ISOLATE_MB, label: `limit ${ISOLATE_MB}` },
  }
}

/**
 * Returns the object that is printed as the last line.
 * @param seconds duration of the scenario
 * @param cpuSeconds workerd's CPU time during the scenario
 * @param nextMs latency of the requests that are sent afterwards
 */
export function summarize(
  stage: Stage,
  scenario: string,
  checks: readonly Check[],
  { seconds, cpuSeconds, nextMs }: Record<'seconds' | 'cpuSeconds' | 'nextMs', number>,
  figures: Readonly<Record<string, unknown>>,
) {
  const { entries, memory, isolate, idleMb } = stage
  const complete = entries.filter((entry) => entry.fault === undefined && entry.excused === undefined)
  const served = complete.filter(({ status }) => status !== 503).length
  const hundredth = (value: number) => Number(value.toFixed(2))
  return {
    scenario,
    statuses: statuses(entries),
    lost: entries.filter(isLost).length,
    isolate: isolateFigures(isolate.samples),
    slopeMbPerMinute: tenth(slope(settled(countSamples(stage)))),
    idleMb: tenth(idleMb),
    peakMb: tenth(memory.peak()),
    requests: entries.length,
    servedPerSecond: hundredth(served / seconds),
    servedPerCpuSecond: hundredth(served / cpuSeconds),
    ...latency(complete),
    nextMs,
    ...figures,
    failed: checks.filter(({ holds }) => !holds).map(({ what }) => what),
  }
}
