import { configure } from '../../src/edge/config.ts'
import { refusalResponse } from '../../src/edge/http/response.ts'
import type { Bindings } from '../../src/edge/source/kind.ts'
import { toFailure } from '../../src/errors.ts'
import { ENDPOINTS, type Endpoint } from '../protocol.ts'
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

function endpointOf(pathname: string): Endpoint | undefined {
  const names = Object.keys(ENDPOINTS) as Endpoint[]
  return names.find((name) => ENDPOINTS[name] === pathname)
}

function isPage({ method, url }: Request): boolean {
  return (method === 'GET' || method === 'HEAD') && /^https?:\/\/[^/?#]+\/$/.test(url)
}

/**
 * Answers a request for the playground. Returns `undefined` for all other requests. It also returns
 * `undefined` unless the Worker runs in development with a known port (`PLAYGROUND_PORT`).
 *
 * @param page the built page
 */
export async function playground(
  request: Request,
  env: Bindings,
  ctx: ExecutionContext,
  page: string,
): Promise<Response | undefined> {
  const port = env['PLAYGROUND_PORT']
  if (env['ENVIRONMENT'] !== 'development' || typeof port !== 'string') return undefined
  if (isPage(request)) return isOwnHost(request, port) ? pageResponse(page, request.method) : undefined
  const endpoint = endpointOf(new URL(request.url).pathname)
  if (endpoint === undefined) return undefined
  try {
    assertOwnPage(request, port)
    return await HANDLERS[endpoint]({ request, env, ctx, config: await configure(env) })
  } catch (error) {
    return refusalResponse(toFailure(error), true)
  }
}
