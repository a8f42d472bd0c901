import { existsSync } from 'node:fs'
import { ENDPOINTS, OWN_HEADER, type PlanAnswer, type Problem } from '../../playground/protocol.ts'
import { ERRORS, Failure, sentenceOf } from '../../src/errors.ts'
import type { Wire } from '../../src/signing/url/wire.ts'
import type { Loaded } from '../project.ts'
import { runningServer } from '../running-server.ts'
import { isLocal } from '../target.ts'

/** Reason why there is no plan. */
export interface Unplanned {
  readonly none: string
  /**
   * Status with which the server refuses the URL. It is absent if the plan could not be made for
   * another reason.
   */
  readonly status?: number
}

export type Planned = PlanAnswer | Unplanned

/** A URL to plan. */
export interface Wanted {
  readonly wire: Wire
  readonly loaded: Loaded
  /** Source of the zone, such as `r2:IMAGES`. */
  readonly source: string
  readonly accept: string | undefined
  readonly cwd: string
}

/** Returns path and query without the token, but with the unsigned parameters. */
function targetOf({ path, query, free }: Wire): string {
  const rest = [...free].map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  const all = [...(query === '' ? [] : [query]), ...rest].join('&')
  return path + (all === '' ? '' : `?${all}`)
}

function requestOf({ wire, accept }: Wanted): RequestInit {
  return {
    method: 'POST',
    headers: { [OWN_HEADER]: '1', 'content-type': 'application/json' },
    body: JSON.stringify({ target: targetOf(wire), accept: accept ?? '' }),
  }
}

const textOf = ({ reason, detail, title }: Problem) => reason ?? detail ?? title

/** Asks the local server for the plan, because only it can read the local bucket. */
async function planThere(wanted: Wanted): Promise<Planned> {
  try {
    const response = await fetch(wanted.wire.origin + ENDPOINTS.plan, requestOf(wanted))
    const body: PlanAnswer | Problem = await response.json()
    return 'title' in body ? { none: textOf(body), status: body.status } : body
  } catch {
    return { none: `no server answers on ${wanted.wire.origin}: run npm start, and ask again` }
  }
}

const KERNEL = new URL('../../src/engine/wasm/kernel.wasm', import.meta.url)

/**
 * Makes the plan in this process, as the Worker would. Only the header of an image is read unless
 * the options need an analysis.
 */
async function planHere(wanted: Wanted): Promise<Planned> {
  if (!existsSync(KERNEL)) return { none: 'the kernel is not built: run npm run kernel, and ask again' }
  const { config, env } = wanted.loaded
  try {
    await import('../wasm-hook.ts')
    const { plan } = await import('../../playground/server/plan.ts')
    const request = new Request(wanted.wire.origin + ENDPOINTS.plan, requestOf(wanted))
    return await (await plan({ request, env, config })).json()
  } catch (error) {
    if (error instanceof Failure) return { none: sentenceOf(error), status: ERRORS[error.code].status }
    throw error
  }
}

/**
 * Makes the plan where the source can be read: in the local server of the directory, or in this
 * process for an https origin.
 */
export async function planOf(wanted: Wanted): Promise<Planned> {
  const { wire, source, cwd } = wanted
  const { port } = await runningServer(cwd)
  if (isLocal(wire.origin) && new URL(wire.origin).port === String(port)) return planThere(wanted)
  if (source.startsWith('http')) return planHere(wanted)
  const path = wire.path
  return {
    none: `only the Worker can read ${source}; put the file into the local bucket, run npm start, and explain ${path} there`,
  }
}
