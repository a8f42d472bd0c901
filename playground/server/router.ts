import { refusalResponse } from '../../src/edge/http/response.ts'
import { readInstances } from '../../src/edge/instances.ts'
import type { Bindings } from '../../src/edge/source/kind.ts'
import { toFailure } from '../../src/errors.ts'
import { ENDPOINTS, type Endpoint, READY_PATH } from '../protocol.ts'
import type { Call } from './call.ts'
import { catalog } from './catalog.ts'
import { explain } from './explain.ts'
import { assertOwnPage, isOwnHost } from './guard.ts'
import { measure } from './measure.ts'
import { pageResponse } from './page.ts'
import { plan } from './plan.ts'
import { sign } from './sign.ts'
import { upload } from './upload.ts'

const HANDLERS: Readonly<Record<Endpoint, (call: Call) => Promise<Response>>> = {
  catalog,
  sign,
  upload,
  plan,
  measure,
  explain,
}

/** The built page. */
export interface Page {
  readonly html: string
  /** URL path. */
  readonly path: string
}

/** A request to a Worker that has a playground. */
export interface Visit {
  readonly request: Request
  readonly env: Bindings
  readonly page: Page
  /** Sends a request to the Worker itself. */
  readonly fetch: Call['fetch']
}

function endpointOf(pathname: string): Endpoint | undefined {
  const names = Object.keys(ENDPOINTS) as Endpoint[]
  return names.find((name) => ENDPOINTS[name] === pathname)
}

const isRead = ({ method }: Request) => method === 'GET' || method === 'HEAD'

/** A URL's path and query, as the client wrote them. */
export const targetOf = ({ url }: Pick<Request, 'url'>): string =>
  url.replace(/^https?:\/\/[^/?#]+/, '').replace(/#.*$/s, '')

/** Answers with status 200 if all instances are configured. */
async function ready(env: Bindings): Promise<Response> {
  await readInstances(env)
  return new Response('ready', { headers: { 'cache-control': 'no-store' } })
}

/**
 * Answers a request for the playground. Returns `undefined` for all other requests. It also returns
 * `undefined` unless the Worker runs in development with a known port (`PLAYGROUND_PORT`).
 */
export async function playground({ request, env, page, fetch }: Visit): Promise<Response | undefined> {
  const port = env['PLAYGROUND_PORT']
  if (env['ENVIRONMENT'] !== 'development' || typeof port !== 'string') return undefined
  const target = targetOf(request)
  if (isRead(request) && target === page.path)
    return isOwnHost(request, port) ? pageResponse(page.html, request.method) : undefined
  const endpoint = endpointOf(new URL(request.url).pathname)
  const isProbe = isRead(request) && target === READY_PATH && isOwnHost(request, port)
  if (endpoint === undefined && !isProbe) return undefined
  try {
    if (endpoint === undefined) return await ready(env)
    assertOwnPage(request, port)
    return await HANDLERS[endpoint]({ request, env, fetch, configs: await readInstances(env) })
  } catch (error) {
    return refusalResponse(toFailure(error), true)
  }
}
