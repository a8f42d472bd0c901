import { existsSync } from 'node:fs'
import { ENDPOINTS, OWN_HEADER, type PlanAnswer, type Problem } from '../../playground/protocol.ts'
import { ERRORS, Failure, sentenceOf } from '../../src/errors.ts'
import type { Wire } from '../../src/signing/url/wire.ts'
import type { Loaded } from '../project.ts'
import { runningServer } from '../running-server.ts'
import { isLocal } from '../target.ts'

/** Why there is no plan. */
export interface Unplanned {
  readonly none: string
  /** With which the server refuses the URL; absent where nothing could be planned here. */
  readonly status?: number
}

export type Planned = PlanAnswer | Unplanned

/** A URL whose plan is wanted. */
export interface Wanted {
  readonly wire: Wire
  readonly loaded: Loaded
  /** The zone's, such as `r2:IMAGES`. */
  readonly source: string
  readonly accept: string | undefined
  readonly cwd: string
}

/** Path and query without the token, the free part included. */
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

/** Asks the local server, which has the local bucket. */
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

/** Plans in this process, as the Worker would; only the header of an image is read, unless it must be analysed. */
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

/** Plans a URL where its source can be read: on the server that runs in the directory, or at an https origin. */
export async function planOf(wanted: Wanted): Promise<Planned> {
  const { wire, source, cwd } = wanted
  const { port } = await runningServer(cwd)
  if (isLocal(wire.origin) && new URL(wire.origin).port === String(port)) return planThere(wanted)
  if (source.startsWith('http')) return planHere(wanted)
  const path = wire.path
  return {
    none: `only the Worker reads ${source}; put the file into the local bucket, run npm start, and explain ${path} there`,
  }
}
