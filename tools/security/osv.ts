import * as v from 'valibot'
import type { Fetch } from '../../cli/doctor/visit.ts'
import { type Finding, Unreachable } from './finding.ts'
import { LIBRARIES, type Library, type LibraryName, OUTDATED, type Revision } from './libraries.ts'

export const OSV = 'https://api.osv.dev'

const Answer = v.object({
  vulns: v.optional(
    v.array(
      v.object({
        id: v.string(),
        aliases: v.optional(v.array(v.string()), []),
        summary: v.optional(v.string(), ''),
        withdrawn: v.optional(v.string()),
      }),
    ),
    [],
  ),
  next_page_token: v.optional(v.string()),
})

type Vulnerability = v.InferOutput<typeof Answer>['vulns'][number]

/** Returns the body of a request to OSV's API (`POST /v1/query`). */
function question(revision: Revision): object {
  if ('commit' in revision) return { commit: revision.commit }
  if ('crate' in revision)
    return { package: { ecosystem: 'crates.io', name: revision.crate }, version: revision.version }
  return { package: { ecosystem: 'GIT', name: revision.repository }, version: revision.tag }
}

async function ask(base: string, revision: Revision, fetch: Fetch): Promise<Vulnerability[]> {
  const found: Vulnerability[] = []
  let token: string | undefined
  do {
    const body = JSON.stringify({ ...question(revision), ...(token && { page_token: token }) })
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${base}/v1/query`, { method: 'POST', body, headers }).catch((error) => {
      throw new Unreachable(`${base}: ${error instanceof Error ? error.message : error}`)
    })
    if (!response.ok) throw new Unreachable(`${base} answered ${response.status} to ${body}`)
    const answer = v.safeParse(Answer, await response.json().catch(() => undefined))
    if (!answer.success) throw new Unreachable(`${base} answered ${body} with something else than OSV does`)
    found.push(...answer.output.vulns)
    token = answer.output.next_page_token
  } while (token)
  return found.filter(({ withdrawn }) => withdrawn === undefined)
}

/**
 * Asks OSV about the libraries inside the `.wasm` files.
 * @throws Unreachable if OSV does not answer, or if it reports no vulnerability for the outdated
 *   versions and thus did not understand the requests
 */
export async function askOsv(
  base: string,
  fetch: Fetch,
  libraries: Readonly<Partial<Record<LibraryName, Library>>> = LIBRARIES,
): Promise<Finding[]> {
  const known = await Promise.all(OUTDATED.map((revision) => ask(base, revision, fetch)))
  if (known.flat().length === 0)
    throw new Unreachable(
      `${base} knows no vulnerability of versions that have some: its questions have changed`,
    )
  const names = Object.keys(libraries) as LibraryName[]
  const found = await Promise.all(
    names.map(async (of): Promise<Finding[]> => {
      const library = libraries[of]
      const vulnerabilities = library ? await ask(base, library.revision, fetch) : []
      return vulnerabilities.map(({ id, aliases, summary }) => ({ of, id, aliases, summary }))
    }),
  )
  return found.flat()
}
