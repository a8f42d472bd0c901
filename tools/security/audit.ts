import { execFile } from 'node:child_process'
import * as v from 'valibot'
import { type Finding, Unreachable } from './finding.ts'

const Report = v.object({
  vulnerabilities: v.record(
    v.string(),
    v.object({
      via: v.array(v.union([v.string(), v.object({ url: v.string(), title: v.string(), name: v.string() })])),
    }),
  ),
})

/**
 * Runs a program.
 * @returns its standard output, for any exit code
 */
export type RunProgram = (program: string, args: readonly string[], cwd: string) => Promise<string>

export const runProgram: RunProgram = (program, args, cwd) =>
  new Promise((resolve) => {
    execFile(program, [...args], { cwd, maxBuffer: 64e6 }, (_error, stdout) => resolve(stdout))
  })

/**
 * Asks the npm registry about the packages that the Worker contains.
 * @throws Unreachable if the registry does not answer
 */
export async function auditPackages(cwd: string, run: RunProgram): Promise<Finding[]> {
  const text = await run('npm', ['audit', '--omit=dev', '--json'], cwd)
  let report: unknown
  try {
    report = JSON.parse(text)
  } catch {
    throw new Unreachable('npm audit printed no report')
  }
  const parsed = v.safeParse(Report, report)
  if (!parsed.success) throw new Unreachable('npm audit: the registry did not answer')
  const advisories = Object.values(parsed.output.vulnerabilities)
    .flatMap(({ via }) => via)
    .filter((via) => typeof via !== 'string')
  const findings = advisories.map(({ url, title, name }): Finding => {
    const id = url.split('/').at(-1) ?? url
    return { of: 'npm', id, aliases: [], summary: `${name}: ${title}` }
  })
  // The registry reports a package once for each package that depends on it.
  return [...new Map(findings.map((finding) => [`${finding.id} ${finding.summary}`, finding])).values()]
}
