import { join } from 'node:path'
import type { Command } from '../../cli/command.ts'
import type { Fetch } from '../../cli/doctor/visit.ts'
import { script } from '../script.ts'
import { ACCEPTED } from './accepted.ts'
import { auditPackages, type RunProgram, runProgram } from './audit.ts'
import { type Finding, review, Unreachable } from './finding.ts'
import { LIBRARIES } from './libraries.ts'
import { checkList } from './list.ts'
import { askOsv, OSV } from './osv.ts'

/** Exit code if a database did not answer, so that the result is unknown. */
const INCOMPLETE = 2

const SPEC = {
  name: 'security',
  does: 'Looks for known vulnerabilities in the packages and in the C libraries that the Worker contains. It ends with 1 if something is new or an acceptance has ended, and with 2 if a database does not answer.',
  flags: { osv: { value: 'URL', initial: OSV, about: "where OSV's API is" } },
} as const

/** The command's dependencies in addition to `Io`. */
export interface SecurityMeans {
  readonly fetch: Fetch
  readonly run: RunProgram
  readonly accepted: typeof ACCEPTED
  readonly checkList: (folder: string) => Promise<string[]>
  readonly libraries: Parameters<typeof askOsv>[2]
}

const versionOf = (of: Finding['of']) => (of === 'npm' ? 'npm' : `${of} ${LIBRARIES[of].version}`)

const sentence = ({ of, id, summary }: Finding) => `${versionOf(of)}: ${id}${summary && `, ${summary}`}`

/**
 * Creates the command `security`.
 * @param means functions that ask the databases, and the lists of advisories and libraries. Tests
 * pass substitutes.
 */
export function makeSecurity({ fetch, run, accepted, checkList, libraries }: SecurityMeans): Command {
  return script(SPEC, async ({ flags }, io) => {
    const today = new Date(io.now() * 1000).toISOString().slice(0, 10)
    const wrong = await checkList(join(io.cwd, 'node_modules'))
    for (const problem of wrong) io.err(`list: ${problem}`)

    const asked = await Promise.allSettled([
      auditPackages(io.cwd, run),
      askOsv(flags.osv.replace(/\/$/, ''), fetch, libraries),
    ])
    const failed = asked.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    for (const reason of failed) {
      if (!(reason instanceof Unreachable)) throw reason
      io.err(`not asked: ${reason.message}`)
    }

    const findings = asked.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
    const { unknown, expired, accepted: held } = review(findings, accepted, today)
    for (const [finding, { until }] of held) io.out(`accepted until ${until}: ${sentence(finding)}`)
    for (const [finding, { until }] of expired) io.err(`acceptance ended on ${until}: ${sentence(finding)}`)
    for (const finding of unknown) io.err(`new: ${sentence(finding)}`)

    const bad = wrong.length + unknown.length + expired.length
    io.out(`${findings.length} findings, ${held.length} accepted, ${bad} to look at`)
    if (failed.length > 0) io.err('the check is incomplete: it says nothing about what was not asked')
    return bad > 0 ? 1 : failed.length > 0 ? INCOMPLETE : 0
  })
}

/** Searches for known vulnerabilities in packages and libraries. */
export const security = makeSecurity({
  fetch,
  run: runProgram,
  accepted: ACCEPTED,
  checkList,
  libraries: LIBRARIES,
})
