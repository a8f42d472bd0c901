import { DELAY_SECONDS, DENIED } from '../../gates/deny-list.ts'
import { LIMITER, REFUSALS } from '../../gates/rate-limits.ts'
import { unknownName } from '../../url/nearest.ts'
import { type Setup, textsOf } from './setup.ts'

/** The names of a list of bindings. */
function namesOf({ wrangler }: Setup, list: string, field: string): readonly string[] {
  const tables = wrangler[list]
  return textsOf((Array.isArray(tables) ? tables : []).map((table) => Object(table)[field]))
}

const LISTS = [
  { list: 'kv_namespaces', field: 'binding', known: [DENIED] },
  { list: 'ratelimits', field: 'name', known: [LIMITER, REFUSALS] },
] as const

/** Bindings under names that the Worker does not look for, which would protect nothing. */
export function unusedGates(setup: Setup): readonly string[] {
  return LISTS.flatMap(({ list, field, known }) =>
    namesOf(setup, list, field)
      .filter((name) => !known.some((each) => each === name))
      .map((name) => `${list}: ${unknownName('binding', name, known)}`),
  )
}

/** How long the deny list takes, where there is one. */
export function denyDelay(setup: Setup): readonly string[] {
  return namesOf(setup, 'kv_namespaces', 'binding').includes(DENIED)
    ? [
        `${DENIED}: a token is refused within about ${DELAY_SECONDS} s of its entry, or longer where KV takes longer`,
      ]
    : []
}
