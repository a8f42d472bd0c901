/**
 * Entry module that breaks the platform around the Worker. The request header `fault` selects the
 * fault: `open`, `match`, `put` and `no caches` for the Cache API; `get`, `now` and `nothing` for
 * R2; `busy` blocks the event loop for 300 ms; `kernel` and `codec` trap at their next call.
 * Without a fault the bucket relays the origin in the variable `ORIGIN`. The header `limits` sets
 * limits, in JSON.
 */
export const FAULTY = `
import worker from './index.js'

let fault
let origin
const real = globalThis.caches
const fail = () => { throw new Error('the platform failed') }

globalThis.caches = {
  open(name) {
    if (fault === 'no caches') fail()
    if (fault === 'open') return Promise.reject(new Error('the platform failed'))
    return real.open(name).then((cache) => ({
      match: async (key) => fault === 'match' ? fail() : cache.match(key),
      put: async (key, response) => fault === 'put' ? fail() : cache.put(key, response),
    }))
  },
}

const trap = () => { throw new WebAssembly.RuntimeError('unreachable') }
WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
  construct(target, parts) {
    const instance = new target(...parts)
    const traps = fault === 'kernel' && 'jpegFeed' in instance.exports
    return traps ? { exports: { ...instance.exports, jpegFeed: trap } } : instance
  },
})
const { get } = WebAssembly.Table.prototype
WebAssembly.Table.prototype.get = function (index) {
  const entry = get.call(this, index)
  if (typeof entry !== 'function') return entry
  return (...args) => (fault === 'codec' ? trap() : entry(...args))
}

const bucket = {
  head: fail,
  get(key) {
    if (fault === 'now') fail()
    return fault === 'nothing' ? new Promise(() => undefined) : object(key)
  },
}

async function object(key) {
  if (fault === 'get') fail()
  const { status, headers, body } = await fetch(origin + key)
  if (status !== 200) return null
  const size = Number(headers.get('size'))
  return { body, size, httpEtag: '"' + key + '"', uploaded: new Date(0) }
}

// The Worker caches the configuration of an environment.
const known = new Map()
function environment(env, limits) {
  const own = known.get(limits) ?? { ...env, IMAGES: bucket, limits: { ...env.limits, ...JSON.parse(limits) } }
  known.set(limits, own)
  return own
}

export default {
  async fetch(request, env, ctx) {
    fault = request.headers.get('fault')
    origin = env.ORIGIN
    if (fault === 'busy') {
      for (const end = Date.now() + 300; Date.now() < end; );
      return new Response('busy')
    }
    return worker.fetch(request, environment(env, request.headers.get('limits') ?? '{}'), ctx)
  },
}
`

/** Entry module around the Worker in which the request header `limits` sets limits, in JSON. */
export const LIMITED = `
import worker from './index.js'

// The Worker caches the configuration of an environment.
const known = new Map()
function environment(env, limits) {
  const own = known.get(limits) ?? { ...env, limits: { ...env.limits, ...JSON.parse(limits) } }
  known.set(limits, own)
  return own
}

export default {
  fetch: (request, env, ctx) =>
    worker.fetch(request, environment(env, request.headers.get('limits') ?? '{}'), ctx),
}
`
