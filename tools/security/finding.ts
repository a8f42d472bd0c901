import type { Acceptance } from './accepted.ts'

/** A known vulnerability in one of the Worker's components. */
export interface Finding {
  readonly of: Acceptance['of']
  readonly id: string
  readonly aliases: readonly string[]
  readonly summary: string
}

/**
 * Error for a vulnerability database that did not answer. The result is then unknown, which differs
 * from a result without findings.
 */
export class Unreachable extends Error {}

/** Findings, divided by the list of accepted advisories. */
export interface Review {
  /** Findings without an acceptance. */
  readonly unknown: readonly Finding[]
  /** Findings whose acceptance has expired. */
  readonly expired: readonly (readonly [Finding, Acceptance])[]
  readonly accepted: readonly (readonly [Finding, Acceptance])[]
}

/**
 * Divides findings by the list of accepted advisories.
 * @param today date as `YYYY-MM-DD`; an acceptance is still valid on its last day
 */
export function review(findings: readonly Finding[], accepted: readonly Acceptance[], today: string): Review {
  const matched = findings.map((finding): [Finding, Acceptance | undefined] => {
    const names = [finding.id, ...finding.aliases]
    return [
      finding,
      accepted.find(({ of, ids }) => of === finding.of && names.some((id) => ids.includes(id))),
    ]
  })
  const known = matched.filter((pair): pair is [Finding, Acceptance] => pair[1] !== undefined)
  return {
    unknown: matched.filter(([, acceptance]) => acceptance === undefined).map(([finding]) => finding),
    expired: known.filter(([, { until }]) => until < today),
    accepted: known.filter(([, { until }]) => until >= today),
  }
}
