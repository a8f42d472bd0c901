import { expect } from 'vitest'
import type { Worker } from './worker.ts'

/**
 * Wrapper module for `startWorker` with a stand-in for the platform's cache in front of `Render`.
 * It works as the platform's documentation describes: by path and query, GET only, `max-age`,
 * `stale-while-revalidate`, purges by tag. Its clock can be advanced. `/?lax=1` makes it serve
 * stale answers, whatever their headers say.
 */
export const TIERED_CACHE = `
import worker, { Render as Inner } from './index.js'
const now = Date.now
let ahead = 0
Date.now = () => now() + ahead
const kept = new Map()
let runs = 0
let lax = false
let problem
const cache = {
  async purge({ tags }) {
    if (problem) return { success: false, errors: [{ code: 10, message: problem }] }
    for (const [key, { headers }] of kept)
      if (headers['cache-tag'].split(',').some((tag) => tags.includes(tag))) kept.delete(key)
    return { success: true, errors: [] }
  },
}
const seconds = (headers, name) => Number(new RegExp(name + '=(\\\\d+)').exec(headers['cache-control'])?.[1] ?? 0)
export class Render extends Inner {
  constructor(ctx, env) {
    super(Object.create(ctx, { cache: { value: cache }, waitUntil: { value: (work) => ctx.waitUntil(work) } }), env)
  }
  async fetch(request) {
    const { pathname, search } = new URL(request.url)
    const key = pathname + search
    const entry = request.method === 'GET' ? kept.get(key) : undefined
    if (entry) {
      const age = (Date.now() - entry.at) / 1000
      const fresh = seconds(entry.headers, 'max-age')
      const send = (status) => new Response(entry.body, { headers: { ...entry.headers, 'cf-cache-status': status } })
      if (age < fresh) return send('HIT')
      if (lax || age < fresh + seconds(entry.headers, 'stale-while-revalidate')) {
        this.ctx.waitUntil(this.run(request, key))
        return send('UPDATING')
      }
    }
    return this.run(request, key)
  }
  async run(request, key) {
    runs++
    const response = await super.fetch(request)
    const headers = Object.fromEntries(response.headers)
    const body = await response.arrayBuffer()
    const mayKeep = request.method === 'GET' && headers['cache-control'] !== 'no-store'
    if (mayKeep) kept.set(key, { at: Date.now(), headers, body })
    return new Response(body, { status: response.status, headers })
  }
}
export default {
  fetch(request, env, ctx) {
    const asked = new URL(request.url).searchParams
    if (asked.has('later')) ahead += 1000 * Number(asked.get('later'))
    else if (asked.has('lax')) lax = asked.get('lax') === '1'
    else if (asked.has('problem')) problem = asked.get('problem')
    else if (asked.has('state')) return Response.json({ runs, kept: [...kept].map(([key, { headers }]) => ({ key, headers })) })
    else return worker.fetch(request, env, ctx)
    return new Response()
  },
}
`

/** State of the stand-in for the platform's cache. */
export interface TieredState {
  /** Number of times that `Render` ran. */
  readonly runs: number
  readonly kept: readonly { readonly key: string; readonly headers: Readonly<Record<string, string>> }[]
}

export async function stateOf(worker: Worker): Promise<TieredState> {
  const { status, body } = await worker.send('/?state=')
  expect(status).toBe(200)
  return JSON.parse(body.toString())
}
