/** Severity of a finding. An error ends `doctor` with the exit code 1, which stops a deployment. */
export type Severity = 'error' | 'warning' | 'hint'

/** One kind of fault: a row in `LOCAL_CHECKS` or `DEPLOYED_CHECKS`. */
export interface Check<Subject> {
  readonly name: string
  readonly severity: Severity
  /** One sentence that describes the fault in the documentation. */
  readonly about: string
  /** One sentence that says how to correct the fault. */
  readonly mend: string
  /**
   * Returns a sentence, without its full stop, for each place in the configuration that has the
   * fault.
   */
  readonly find: (subject: Subject) => readonly string[]
}

/** A fault that a check has found in one place. */
export interface Finding {
  readonly severity: Severity
  readonly check: string
  /** Description of the fault and its place. */
  readonly problem: string
  /** One sentence that says how to correct the fault. */
  readonly mend: string
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'hint']

/** Sorts errors first, then warnings, then hints. Items of equal severity keep their order. */
export function bySeverity<Item extends { readonly severity: Severity }>(
  items: readonly Item[],
): readonly Item[] {
  return SEVERITIES.flatMap((severity) => items.filter((item) => item.severity === severity))
}

/**
 * Runs a table of checks.
 * @returns the findings, errors first
 */
export function runChecks<Subject>(checks: readonly Check<Subject>[], subject: Subject): readonly Finding[] {
  const found = checks.flatMap(({ name, severity, mend, find }) =>
    find(subject).map((problem): Finding => ({ severity, check: name, problem, mend })),
  )
  return bySeverity(found)
}

const WIDEST = Math.max(...SEVERITIES.map((severity) => severity.length))

/** Formats a finding as a line: severity, check, problem, remedy. */
export function formatFinding({ severity, check, problem, mend }: Finding): string {
  const end = /[.?]$/.test(problem) ? '' : '.'
  return `${severity.padEnd(WIDEST)}  ${check.padEnd(11)}  ${problem}${end} ${mend}`
}

/**
 * Formats how many findings each severity has.
 * @example formatCounts(findings) // '1 error, 2 warnings, 0 hints'
 */
export function formatCounts(findings: readonly Finding[]): string {
  return SEVERITIES.map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length
    return `${count} ${severity}${count === 1 ? '' : 's'}`
  }).join(', ')
}
