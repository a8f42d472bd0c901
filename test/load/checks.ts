import { isolateFigures } from './isolate/figures.ts'
import type { Check, Entry, Scenario, Stage } from './scenario.ts'

/**
 * Maximum memory of the isolate in megabytes, as the platform counts it. The platform's limit is
 * 128 MB. The rest is for what a sample does not show.
 */
export const MAX_MB = 120
const QUICK = 1000

/**
 * Returns `true` if the answer is a server error that is a defect. Allowed statuses and 503 with
 * `Retry-After` are not defects.
 */
export function isDefect({ status, retryAfter }: Entry, allowed: readonly number[] = []): boolean {
  if (status < 500 || allowed.includes(status)) return false
  return status !== 503 || retryAfter === undefined
}

/** Returns `true` if the answer is incomplete and the scenario does not excuse it. */
export const isLost = ({ fault, excused }: Entry): boolean => fault !== undefined && excused === undefined

/** Counts equal items and formats the counts as one line, most frequent first. */
export function countLine(things: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const thing of things) counts.set(thing, (counts.get(thing) ?? 0) + 1)
  const sorted = [...counts].sort(([, a], [, b]) => b - a)
  return sorted.map(([thing, count]) => `${count} × ${thing}`).join(', ') || 'none'
}

/** Checks that all answers have the status 200 and take less than a second. */
export function answeredQuickly(what: string, entries: readonly Entry[]): Check {
  const slowest = Math.max(0, ...entries.map(({ milliseconds }) => milliseconds))
  const good = entries.every(({ status, fault }) => status === 200 && fault === undefined)
  return {
    what,
    expected: `200 within ${QUICK} ms`,
    seen: `${countLine(entries.map(({ status }) => String(status)))}; slowest ${Math.round(slowest)} ms`,
    holds: entries.length > 0 && good && slowest <= QUICK,
  }
}

/**
 * Minimum number of simultaneous requests that must be served. Others may be refused because the
 * Worker is busy.
 */
const MIN_SERVED = 32

/** Checks that at least 32 requests were served, or all if there are fewer. */
export function served(what: string, entries: readonly Entry[]): Check {
  const minServed = Math.min(MIN_SERVED, entries.length)
  const good = entries.filter(({ status, fault }) => status === 200 && fault === undefined).length
  return { what, expected: `at least ${minServed} × 200`, seen: `${good} × 200`, holds: good >= minServed }
}

type StageFigures = Pick<Stage, 'entries'> & { readonly isolate: Pick<Stage['isolate'], 'samples'> }

/**
 * Checks the larger one: the highest sample or the high-water mark. The isolate answers no sampler
 * during a synchronous codec call. The Worker's ledger sees each allocation; a Worker without a
 * ledger is measured by its memory sizes between two samples.
 */
function memoryOf({ isolate }: StageFigures): Check {
  const { peakMb, highWaterMb, ledgerPeakMb } = isolateFigures(isolate.samples)
  const mark = ledgerPeakMb ?? highWaterMb
  return {
    what: 'memory of the isolate',
    expected: `at most ${MAX_MB} MB`,
    seen: `${peakMb} MB in samples, ${mark} MB by the ${ledgerPeakMb === null ? 'sizes between them' : 'ledger'}`,
    holds: Math.max(peakMb, mark) <= MAX_MB,
  }
}

/** Returns the checks that every scenario has. */
export function commonChecks(stage: StageFigures, { allowed = [] }: Pick<Scenario, 'allowed'>): Check[] {
  const { entries } = stage
  const defects = entries.filter((entry) => isDefect(entry, allowed))
  const lost = entries.filter(isLost)
  const errors = ['503 with Retry-After', ...allowed].join(', ')
  return [
    {
      what: 'server errors',
      expected: `only ${errors}`,
      seen: countLine(defects.map(({ status, code }) => `${status} ${code ?? 'without a code'}`)),
      holds: defects.length === 0,
    },
    {
      what: 'lost connections',
      expected: 'none',
      seen: countLine(lost.map(({ fault }) => String(fault))),
      holds: lost.length === 0,
    },
    memoryOf(stage),
  ]
}
