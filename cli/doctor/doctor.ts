import type { Command } from '../command.ts'
import { readZones } from '../project.ts'
import { projectCommand } from '../project-place.ts'
import { type Finding, formatCounts, formatFinding, runChecks } from './check.ts'
import { DEPLOYED_CHECKS } from './deployed-checks.ts'
import { LOCAL_CHECKS } from './local-checks.ts'
import { readSetup, type Setup } from './setup.ts'
import { formatVersions, readVersions } from './versions.ts'
import { type Fetch, visit } from './visit.ts'

const SPEC = {
  name: 'doctor',
  does: 'Looks for faults in the configuration and .dev.vars, or in a deployed Worker. The exit code is 1 if there is an error.',
  flags: {
    url: { value: 'URL', about: 'checks a deployed Worker instead; its address, or the URL of an image' },
    json: { about: 'prints the findings as JSON', npm: true },
  },
  examples: ['', '--url https://img.example.com', "--url 'https://img.example.com/a.jpg?width=400&token=…'"],
} as const

/** Checks whose cause may be another error. */
const CONSEQUENCES: readonly string[] = ['refused', 'rejected']

/**
 * Runs the local checks. The findings of `CONSEQUENCES` are left out if there is another error,
 * because that error is their cause.
 */
function diagnose(setup: Setup): readonly Finding[] {
  const findings = runChecks(LOCAL_CHECKS, setup)
  const isConsequence = ({ check }: Finding) => CONSEQUENCES.includes(check)
  const known = findings.some((finding) => finding.severity === 'error' && !isConsequence(finding))
  return known ? findings.filter((finding) => !isConsequence(finding)) : findings
}

/**
 * Creates the command `doctor`.
 * @param fetch sends requests to the deployed Worker. Tests pass a substitute.
 */
export function makeDoctor(fetch: Fetch): Command {
  return projectCommand(SPEC, async ({ flags: { url, json } }, io) => {
    const versions = readVersions(io.project)
    const findings =
      url === undefined
        ? diagnose(await readSetup(io.project, io.now()))
        : runChecks(DEPLOYED_CHECKS, await visit(url, (await readZones(io.project, url))?.config, fetch))
    if (json) io.out(JSON.stringify({ versions, findings }, null, 2))
    else for (const finding of findings) io.out(formatFinding(finding))
    io.err(`${formatCounts(findings)}; ${formatVersions(versions)}`)
    return findings.some(({ severity }) => severity === 'error') ? 1 : 0
  })
}

/**
 * Prints a line for each fault of the configuration or of a deployed Worker. The exit code is 1 if
 * one of them is an error.
 */
export const doctor = makeDoctor(globalThis.fetch)
