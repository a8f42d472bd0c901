import type { MemoryChart } from './chart.ts'
import { countLine, isLost, MAX_MB } from './checks.ts'
import { latency, settled, slope, statuses, tenth } from './figures.ts'
import type { Check, Entry, Stage } from './scenario.ts'

const ISOLATE_MB = 128

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

/** Formats the peak of resident memory in about twenty intervals. */
export function formatMemory({ memory, idleMb }: Stage): string {
  const { samples } = memory
  const stretch = Math.ceil(samples.length / 20)
  const highest = []
  for (let at = 0; at < samples.length; at += stretch)
    highest.push(Math.round(Math.max(...samples.slice(at, at + stretch).map((it) => it.megabytes))))
  const seconds = samples.at(-1)?.seconds ?? 0
  return `resident MB over ${Math.round(seconds)} s (idle ${Math.round(idleMb)}): ${highest.join(' ')}`
}

export function formatCheck({ what, expected, seen, holds }: Check): string {
  return `${holds ? 'ok  ' : 'FAIL'} ${what}: expected ${expected}; seen ${seen}`
}

/**
 * Returns the data of a chart of resident memory with two lines: the memory of an isolate, and the
 * limit of the check.
 */
export function chartOf({ entries, memory, idleMb }: Stage, scenario: string): MemoryChart {
  const seconds = Math.round(memory.samples.at(-1)?.seconds ?? 0)
  return {
    title: `Resident memory of workerd in MB, load “${scenario}”`,
    subtitle: `${entries.length} requests in ${seconds} s; highest ${Math.round(memory.peak() - idleMb)} MB above idle`,
    samples: memory.samples,
    idle: idleMb,
    marks: [ISOLATE_MB, MAX_MB].map((above) => ({ above, label: `idle + ${above}` })),
  }
}

/** Returns the object that is printed as the last line. */
export function summarize(
  { entries, memory, idleMb }: Stage,
  scenario: string,
  checks: readonly Check[],
  figures: Readonly<Record<string, unknown>>,
) {
  return {
    scenario,
    statuses: statuses(entries),
    lost: entries.filter(isLost).length,
    idleMb: tenth(idleMb),
    peakMb: tenth(memory.peak()),
    slopeMbPerMinute: tenth(slope(settled(memory.samples))),
    requests: entries.length,
    ...latency(entries.filter((entry) => entry.fault === undefined && entry.excused === undefined)),
    ...figures,
    failed: checks.filter(({ holds }) => !holds).map(({ what }) => what),
  }
}
