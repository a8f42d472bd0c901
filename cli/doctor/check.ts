/** An error ends `doctor`, and with it a deployment, with the exit code 1. */
export type Severity = 'error' | 'warning' | 'hint'

/** One kind of fault: a row of `LOCAL_CHECKS` or `DEPLOYED_CHECKS`. */
export interface Check<Subject> {
  readonly name: string
  readonly severity: Severity
  /** What it finds, for the documentation. */
  readonly about: string
  /** What to do, a sentence. */
  readonly mend: string
  /** A sentence for each place that has the fault, without its full stop. */
  readonly find: (subject: Subject) => readonly string[]
}

/** A fault in one place. */
export interface Finding {
  readonly severity: Severity
  readonly check: string
  /** What is wrong, and where. */
  readonly problem: string
  /** What to do. */
  readonly mend: string
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'hint']

/** Errors first, each kind in the order in which it was. */
export function bySeverity<Item extends { readonly severity: Severity }>(
  items: readonly Item[],
): readonly Item[] {
  return SEVERITIES.flatMap((severity) => items.filter((item) => item.severity === severity))
}

/** Runs a table of checks. @returns what they find, errors first */
export function runChecks<Subject>(checks: readonly Check<Subject>[], subject: Subject): readonly Finding[] {
  const found = checks.flatMap(({ name, severity, mend, find }) =>
    find(subject).map((problem): Finding => ({ severity, check: name, problem, mend })),
  )
  return bySeverity(found)
}

const WIDEST = Math.max(...SEVERITIES.map((severity) => severity.length))

/** A line: severity, check, what is wrong, what to do. */
export function formatFinding({ severity, check, problem, mend }: Finding): string {
  const end = /[.?]$/.test(problem) ? '' : '.'
  return `${severity.padEnd(WIDEST)}  ${check.padEnd(11)}  ${problem}${end} ${mend}`
}

/** @example formatCounts(findings) // '1 error, 2 warnings, 0 hints' */
export function formatCounts(findings: readonly Finding[]): string {
  return SEVERITIES.map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length
    return `${count} ${severity}${count === 1 ? '' : 's'}`
  }).join(', ')
}
