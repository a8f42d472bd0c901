import type { Worker } from './worker.ts'

/** A wrapper for `startWorker` whose clock can be put forward. */
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

/** Puts the clock of a Worker with `CLOCK` forward. */
export async function later(worker: Worker, seconds: number): Promise<void> {
  await worker.send(`/?later=${seconds}`)
}
