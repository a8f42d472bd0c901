import type { Worker } from '../test/support/worker/worker.ts'
import { cpuTime } from './process-figures.ts'
import type { RequestResult } from './results.ts'

const TOGETHER = 4

/** The Worker that is measured. */
export interface Service extends Pick<Worker, 'bucket' | 'close'> {
  readonly origin: string
  readonly pid: number
}

export async function get(url: string): Promise<{ status: number; body: Buffer }> {
  const response = await fetch(url)
  return { status: response.status, body: Buffer.from(await response.arrayBuffer()) }
}

/** Requests that are sent to the Worker, and their expected status. */
export interface Load {
  readonly what: string
  readonly urls: readonly string[]
  readonly status: number
}

/**
 * Sends requests, four at a time.
 * @throws Error if an answer does not have the expected status
 */
export async function sendLoad({ pid }: Service, { what, urls, status }: Load): Promise<RequestResult> {
  const [begin, used] = [performance.now(), cpuTime(pid)]
  const waiting = [...urls]
  async function client(): Promise<void> {
    for (let url = waiting.shift(); url; url = waiting.shift()) {
      const answer = await get(url)
      if (answer.status !== status) {
        waiting.length = 0
        throw new Error(`${what}: ${answer.status} ${answer.body.toString('utf8', 0, 300)}`)
      }
    }
  }
  await Promise.all(Array.from({ length: TOGETHER }, client))
  const seconds = (performance.now() - begin) / 1000
  const requests = urls.length
  return { what, requests, perSecond: requests / seconds, cpu: (cpuTime(pid) - used) / requests }
}
