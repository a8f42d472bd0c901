import { type Command, command } from '../command.ts'
import { readZones } from '../project.ts'
import { type Finding, formatCounts, formatFinding, runChecks } from './check.ts'
import { DEPLOYED_CHECKS } from './deployed-checks.ts'
import { LOCAL_CHECKS } from './local-checks.ts'
import { readSetup, type Setup } from './setup.ts'
import { type Fetch, visit } from './visit.ts'

const SPEC = {
  name: 'doctor',
  does: 'Looks for faults in wrangler.toml and .dev.vars, or in a deployed Worker. Errors end with the exit code 1.',
  flags: {
    url: { value: 'URL', about: 'asks a deployed Worker instead: its address, or that of an image' },
    json: { about: 'prints the findings as JSON' },
  },
  examples: ['', '--url https://img.example.com', "--url 'https://img.example.com/a.jpg?width=400&token=…'"],
} as const

/** The refusal of the Worker is one of the other errors, where there are any. */
function diagnose(setup: Setup): readonly Finding[] {
  const findings = runChecks(LOCAL_CHECKS, setup)
  const known = findings.some(({ severity, check }) => severity === 'error' && check !== 'refused')
  return known ? findings.filter(({ check }) => check !== 'refused') : findings
}

/** @param fetch for tests */
export function makeDoctor(fetch: Fetch): Command {
  return command(SPEC, async ({ flags: { url, json } }, io) => {
    const findings =
      url === undefined
        ? diagnose(await readSetup(io.cwd, io.now()))
        : runChecks(DEPLOYED_CHECKS, await visit(url, (await readZones(io.cwd, url))?.config, fetch))
    if (json) io.out(JSON.stringify({ findings }, null, 2))
    else for (const finding of findings) io.out(formatFinding(finding))
    io.err(formatCounts(findings))
    return findings.some(({ severity }) => severity === 'error') ? 1 : 0
  })
}

/** Prints a line for each fault of the configuration, or of a deployed Worker. The exit code is 1 where one is an error. */
export const doctor = makeDoctor(globalThis.fetch)
