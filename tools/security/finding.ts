import type { Acceptance } from './accepted.ts'

/** A known vulnerability in a part of the Worker. */
export interface Finding {
  readonly of: Acceptance['of']
  readonly id: string
  readonly aliases: readonly string[]
  readonly summary: string
}

/**
 * Error for a database that did not answer. The result is then unknown, which is not the same as no
 * finding.
 */
export class Unreachable extends Error {}

/** Findings divided by their acceptance. */
export interface Review {
  /** Findings without an acceptance. */
  readonly unknown: readonly Finding[]
  /** Findings whose acceptance has ended. */
  readonly expired: readonly (readonly [Finding, Acceptance])[]
  readonly accepted: readonly (readonly [Finding, Acceptance])[]
}

/**
 * Divides findings by their acceptance.
 * @param today `YYYY-MM-DD`; an acceptance holds on its last day
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
