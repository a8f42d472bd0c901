import type { Checked } from '../check/findings.ts'
import { foreignSchemeOf } from '../check/scheme.ts'
import type { Server } from '../check/server.ts'
import { INVOKE } from '../invocation.ts'
import type { Line } from './plan-lines.ts'
import { shellWord } from './shell-word.ts'

/**
 * Returns lines about another service's URL whose secret is not available. Returns none for any
 * other URL.
 */
export function oldUrlLines(url: string, { facts }: Checked, server: Server): readonly Line[] {
  const service = facts.admitted ? undefined : foreignSchemeOf(facts, server)
  if (service === undefined) return []
  return [
    ['key', `the key of ${service.name}, which is not checked here`],
    ['answer', `not known: explain what ${INVOKE.run('migrate', shellWord(url))} prints`],
  ]
}
