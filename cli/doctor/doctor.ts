import type { Command } from '../command.ts'
import { readZones } from '../project.ts'
import { nameOf, type ProjectPlace, projectCommand } from '../project-place.ts'
import { type Finding, formatCounts, formatFinding, runChecks } from './check.ts'
import { DEPLOYED_CHECKS } from './deployed-checks.ts'
import { LOCAL_CHECKS } from './local-checks.ts'
import { readSetup, type Setup, tableOf } from './setup.ts'
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

/** Findings of the local checks, and sentences about them. */
interface Diagnosis {
  readonly findings: readonly Finding[]
  readonly notes: readonly string[]
}

/** Returns a note if zones with a faulty field were left out of checks. */
function notesOn({ vars, zones }: Setup): readonly string[] {
  const faulty = Object.keys(tableOf(vars, 'zones')).length - zones.length
  const [subject, fields] =
    faulty === 1 ? ['1 zone has a faulty field', 'it is'] : [`${faulty} zones have faulty fields`, 'they are']
  return faulty > 0
    ? [`note: ${subject}: run doctor again when ${fields} correct, because more checks follow then`]
    : []
}

/**
 * Runs the local checks. The findings of `CONSEQUENCES` are left out if there is another error,
 * because that error is their cause.
 */
function diagnose(setup: Setup): Diagnosis {
  const findings = runChecks(LOCAL_CHECKS, setup)
  const isConsequence = ({ check }: Finding) => CONSEQUENCES.includes(check)
  const known = findings.some((finding) => finding.severity === 'error' && !isConsequence(finding))
  const shown = known ? findings.filter((finding) => !isConsequence(finding)) : findings
  return { findings: shown, notes: notesOn(setup) }
}

async function checkDeployed(url: string, place: ProjectPlace, fetch: Fetch): Promise<readonly Finding[]> {
  const config = (await readZones(place, url))?.config
  return runChecks(DEPLOYED_CHECKS, await visit(url, config, fetch))
}

/**
 * Creates the command `doctor`.
 * @param fetch sends requests to the deployed Worker. Tests pass a substitute.
 */
export function makeDoctor(fetch: Fetch): Command {
  return projectCommand(SPEC, async ({ flags: { url, json } }, io) => {
    const versions = readVersions(io.project)
    const { findings, notes } =
      url === undefined
        ? diagnose(await readSetup(io.project, io.now()))
        : { findings: await checkDeployed(url, io.project, fetch), notes: [] }
    if (json) io.out(JSON.stringify({ versions, findings }, null, 2))
    else for (const finding of findings) io.out(formatFinding(finding))
    for (const note of notes) io.err(note)
    const subject = url === undefined ? ` in ${nameOf(io.project)}` : ''
    io.err(`${formatCounts(findings)}${subject}; ${formatVersions(versions)}`)
    return findings.some(({ severity }) => severity === 'error') ? 1 : 0
  })
}

/**
 * Prints a line for each fault in the configuration or in a deployed Worker. The exit code is 1 if
 * one is an error.
 */
export const doctor = makeDoctor(globalThis.fetch)
