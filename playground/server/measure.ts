import { readJson } from './answer.ts'
import { type Call, configOf } from './call.ts'
import { TargetBody } from './plan.ts'
import { signTarget } from './target.ts'

const FIRST_PORT = 1024
const PORTS = 65_536 - FIRST_PORT

/**
 * Port for the last measurement, counted from `FIRST_PORT`. Cache keys contain the request's
 * origin. In development the Worker answers for any loopback port. Therefore each measurement uses
 * another port, so that it finds nothing in the cache.
 */
let port = Math.floor(Math.random() * PORTS)

function unusedOrigin(): string {
  port = (port + 1) % PORTS
  return `http://127.0.0.1:${FIRST_PORT + port}`
}

const isHit = ({ headers }: Response) => headers.get('cache-status')?.includes('; hit') === true

const MAX_TRIES = 3

/** Makes the answer for a target like the Worker does, but without using a cache. */
export async function measure(call: Call): Promise<Response> {
  const { request } = call
  const { target, accept } = await readJson(request, TargetBody)
  const { url } = await signTarget(target, { ...call, config: configOf(target, call) })
  const headers = new Headers()
  for (const name of ['accept', 'cf-connecting-ip']) {
    const value = request.headers.get(name)
    if (value !== null) headers.set(name, value)
  }
  if (accept !== undefined) headers.set('accept', accept)
  for (let tries = 1; ; tries++) {
    const made = await call.fetch(new Request(unusedOrigin() + url, { headers, signal: request.signal }))
    if (!isHit(made) || tries === MAX_TRIES) return made
    await made.body?.cancel()
  }
}
