import type { Load } from './send-load.ts'

/**
 * Entry module that replaces caches and bindings with versions in memory. The local bindings are
 * Workers themselves and take several times as much CPU time as a cache hit. The last request to
 * `/?with=NAME` chooses the binding set. With the set `bucket`, the Cache API finds nothing.
 */
export const BINDINGS_IN_MEMORY = `
import worker from './index.js'

const bytesOf = async (body) => new Uint8Array(await new Response(body).arrayBuffer())
const objects = new Map()
const cached = new Map()
let chosen = 'nothing'

const DERIVATIVES = {
  async head() { return null },
  async get(key) {
    const kept = objects.get(key)
    return kept ? { ...kept.about, body: new Response(kept.bytes).body, size: kept.bytes.length } : null
  },
  async put(key, body, about) { objects.set(key, { bytes: await bytesOf(body), about }) },
  async delete() {},
}
const limiter = { limit: async () => ({ success: true }) }
const cache = {
  async match(key) {
    const kept = chosen === 'bucket' ? undefined : cached.get(key)
    return kept && new Response(kept.bytes, { headers: kept.headers })
  },
  async put(key, response) {
    const headers = [...response.headers]
    cached.set(key, { bytes: await bytesOf(response.body), headers })
  },
  async delete() { return true },
}
Object.defineProperty(globalThis, 'caches', { value: { open: async () => cache } })

const SETS = {
  nothing: {},
  bucket: { DERIVATIVES },
  gates: { DENIED: { get: async () => null }, LIMITER: limiter, REFUSALS: limiter },
}
// The Worker caches its configuration by the environment object.
const environments = new Map()
export default {
  fetch(request, env, ctx) {
    const wanted = new URL(request.url).searchParams.get('with')
    if (wanted !== null) { chosen = wanted; return new Response() }
    const own = environments.get(chosen) ?? { ...env, ...SETS[chosen] }
    environments.set(chosen, own)
    return worker.fetch(request, own, ctx)
  },
}
`

const CASES = [
  ['nothing', 'cached, with kid; caches in memory'],
  ['bucket', 'in the bucket of derivatives alone; in memory'],
  ['gates', 'cached, with deny list and both limits; in memory'],
] as const

/**
 * Returns the loads that measure one cached image with each binding set.
 * @param url signed, with `kid`
 */
export function bindingLoads(url: string): readonly Load[] {
  const times = (count: number) => new Array<string>(count).fill(url)
  return CASES.flatMap(([set, what]) => [
    { what: 'warm-up', urls: [new URL(`/?with=${set}`, url).href], status: 200 },
    // The first request makes the image. It is stored in the background while the others run.
    { what: 'warm-up', urls: times(300), status: 200 },
    { what, urls: times(1000), status: 200 },
  ])
}
