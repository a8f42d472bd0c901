import { command } from '../command.ts'
import { type Finding, formatCounts, formatFinding, runChecks } from './check.ts'
import { LOCAL_CHECKS } from './local-checks.ts'
import { readSetup, type Setup } from './setup.ts'

const SPEC = {
  name: 'doctor',
  does: 'Looks for faults in wrangler.toml and .dev.vars. Errors end with the exit code 1.',
  flags: {
    json: { about: 'prints the findings as JSON' },
  },
} as const

/** The refusal of the Worker is one of the other errors, where there are any. */
function diagnose(setup: Setup): readonly Finding[] {
  const findings = runChecks(LOCAL_CHECKS, setup)
  const known = findings.some(({ severity, check }) => severity === 'error' && check !== 'refused')
  return known ? findings.filter(({ check }) => check !== 'refused') : findings
}

/** Prints a line for each fault of the configuration. The exit code is 1 where one is an error. */
export const doctor = command(SPEC, async ({ flags: { json } }, io) => {
  const findings = diagnose(await readSetup(io.cwd, io.now()))
  if (json) io.out(JSON.stringify({ findings }, null, 2))
  else for (const finding of findings) io.out(formatFinding(finding))
  io.err(formatCounts(findings))
  return findings.some(({ severity }) => severity === 'error') ? 1 : 0
})
