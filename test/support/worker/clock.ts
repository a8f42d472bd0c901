import type { Worker } from './worker.ts'

/** Wrapper module for `startWorker` whose clock can be advanced. */
export const CLOCK = `
import worker from './index.js'
const now = Date.now
let ahead = 0
Date.now = () => now() + ahead
export default {
  fetch(request, env, ctx) {
    const seconds = new URL(request.url).searchParams.get('later')
    if (seconds === null) return worker.fetch(request, env, ctx)
    ahead += 1000 * Number(seconds)
    return new Response()
  },
}
`

/** Advances the clock of a Worker that was started with `CLOCK`. */
export async function later(worker: Worker, seconds: number): Promise<void> {
  await worker.send(`/?later=${seconds}`)
}
