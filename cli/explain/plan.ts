import type { Facts } from '../../src/edge/request/facts.ts'
import { ERRORS, Failure, sentenceOf } from '../../src/errors.ts'
import type { Wire } from '../../src/signing/url/wire.ts'
import { START } from '../invocation.ts'
import { OWN_HEADER, PLAN_PATH, type PlanAnswer, type Problem } from '../local-server.ts'
import type { ProjectPlace } from '../project-place.ts'
import { DEFAULT_PORT, serverOf } from '../running-server.ts'
import { isLocal } from '../target.ts'
import { prepareWebAssembly, UNBUILT } from '../webassembly.ts'

/** Reason why an image could not be planned. */
export interface Unplanned {
  readonly none: string
  /**
   * HTTP status with which the server refuses the URL. It is absent if only this command could not
   * make the plan.
   */
  readonly status?: number
}

export type Planned = PlanAnswer | Unplanned

/**
 * Returns path and query without the token. Parameters after the token, which are not signed, are
 * kept.
 */
function targetOf({ path, query, free }: Wire): string {
  const rest = [...free].map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  const all = [...(query === '' ? [] : [query]), ...rest].join('&')
  return path + (all === '' ? '' : `?${all}`)
}

function requestOf({ admitted: { wire }, accept }: Facts): RequestInit {
  return {
    method: 'POST',
    headers: { [OWN_HEADER]: '1', 'content-type': 'application/json' },
    body: JSON.stringify({ target: targetOf(wire), accept: accept ?? '' }),
  }
}

const textOf = ({ reason, detail, title }: Problem) => reason ?? detail ?? title

/** Asks the local server for the plan, because only it can read the local bucket. */
async function planThere(facts: Facts): Promise<Planned> {
  const { origin } = facts.wire
  try {
    const response = await fetch(origin + PLAN_PATH, requestOf(facts))
    const body: PlanAnswer | Problem = await response.json()
    return 'title' in body ? { none: textOf(body), status: body.status } : body
  } catch {
    return { none: `no server answers on ${origin}: run ${START}, and ask again` }
  }
}

/**
 * Plans the image in this process, as the Worker would. Only the image's header is read unless the
 * options need an analysis.
 */
async function planHere(facts: Facts): Promise<Planned> {
  if (!(await prepareWebAssembly())) return { none: UNBUILT }
  const { config, now } = facts
  try {
    const { planImage } = await import('../plan/plan-image.ts')
    return await planImage(facts, { limits: config.limits, signal: new AbortController().signal, now })
  } catch (error) {
    if (error instanceof Failure) return { none: sentenceOf(error), status: ERRORS[error.code].status }
    throw error
  }
}

/**
 * Plans the image where its source can be read. For the local server, that is the server itself.
 * For an https origin, it is this process.
 */
export async function planOf(facts: Facts, place: ProjectPlace): Promise<Planned> {
  const { wire, zone } = facts
  const isDefault = isLocal(wire.origin) && new URL(wire.origin).port === String(DEFAULT_PORT)
  if (isDefault || (await serverOf(place, wire.origin))) return planThere(facts)
  if (zone.source.startsWith('http')) return planHere(facts)
  return {
    none: `only the Worker can read ${zone.source}; put the file into the local bucket, run ${START}, and explain ${wire.path} there`,
  }
}
