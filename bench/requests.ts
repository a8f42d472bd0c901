import { readFile } from 'node:fs/promises'
import { startBundledWorker } from '../test/support/bundled-worker.ts'
import { SIGNING_KEYS, sign, type Worker } from '../test/support/worker.ts'
import { cpuTime, onlyDescendant, peakResident, resetPeakResident } from './process-figures.ts'
import type { LargeRequest, RequestResult } from './results.ts'
import type { Say } from './rounds.ts'
import { type SourceName, sourcePath } from './sources.ts'

const TOGETHER = 4
const FORGED = 'A'.repeat(43)

interface Service extends Pick<Worker, 'bucket' | 'close'> {
  readonly origin: string
  readonly pid: number
}

async function startService(): Promise<Service> {
  const zones = { images: { prefix: '/', source: 'r2:IMAGES' } }
  const worker = await startBundledWorker({ SIGNING_KEYS, zones, limits: {} })
  return { ...worker, origin: `http://127.0.0.1:${worker.port}`, pid: onlyDescendant('workerd') }
}

async function put({ bucket }: Service, source: SourceName): Promise<void> {
  await bucket.put(source, new Uint8Array(await readFile(sourcePath(source))))
}

async function get(url: string): Promise<{ status: number; body: Buffer }> {
  const response = await fetch(url)
  return { status: response.status, body: Buffer.from(await response.arrayBuffer()) }
}

interface Load {
  readonly what: string
  readonly urls: readonly string[]
  readonly status: number
}

async function load({ pid }: Service, { what, urls, status }: Load): Promise<RequestResult> {
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

/** Each load warms up the next. */
async function loads({ origin }: Service): Promise<readonly Load[]> {
  const path = (width: number) => `/jpeg12?format=jpeg&width=${width}`
  const signed = async (width: number) => origin + (await sign(path(width)))
  const same = (url: string, times: number) => new Array<string>(times).fill(url)
  // Each width is a cache miss.
  const pictures = await Promise.all(Array.from({ length: 48 }, (_, i) => signed(376 + i)))
  return [
    { what: 'warm-up', urls: same(`${origin}/health`, 300), status: 200 },
    { what: '/health: no work at all', urls: same(`${origin}/health`, 1000), status: 200 },
    { what: 'refused: forged token', urls: same(`${origin}${path(400)}&token=${FORGED}`, 1000), status: 403 },
    { what: 'warm-up', urls: pictures.slice(0, 8), status: 200 },
    { what: '12 MP JPEG to 400 px, uncached', urls: pictures.slice(8), status: 200 },
    { what: '12 MP JPEG to 400 px, cached', urls: same(await signed(400), 1000), status: 200 },
  ]
}

async function largest(service: Service): Promise<LargeRequest> {
  const { origin, pid } = service
  await put(service, 'jpeg108')
  const url = origin + (await sign('/jpeg108?format=webp&width=1200'))
  const [resident, used] = [resetPeakResident(pid), cpuTime(pid)]
  const { status, body } = await get(url)
  if (status !== 200) throw new Error(`108 MP: ${status} ${body.toString('utf8', 0, 300)}`)
  return {
    what: '108 MP JPEG to 1200 px WebP',
    resident: peakResident(pid) - resident,
    cpu: cpuTime(pid) - used,
    bytes: body.length,
  }
}

async function orPrintError<Result>(say: Say, work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work()
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    return undefined
  }
}

/**
 * Measures the built Worker in workerd under load. Its CPU includes the HTTP server and the local R2 and Cache API;
 * `/health` and a forged token use neither of these two.
 */
export async function measureRequests(
  say: Say,
): Promise<{ requests: readonly RequestResult[]; large: LargeRequest | undefined }> {
  const service = await orPrintError(say, startService)
  if (!service) return { requests: [], large: undefined }
  try {
    await put(service, 'jpeg12')
    const requests: RequestResult[] = []
    for (const each of await loads(service)) {
      const result = await orPrintError(say, () => load(service, each))
      if (result && each.what !== 'warm-up') requests.push(result)
    }
    return { requests, large: await orPrintError(say, () => largest(service)) }
  } finally {
    await service.close()
  }
}
