import { readFile } from 'node:fs/promises'
import { startBundledWorker } from '../test/support/worker/bundled-worker.ts'
import { SIGNING_KEYS, sign } from '../test/support/worker/worker.ts'
import { BINDINGS_IN_MEMORY, bindingLoads } from './bindings.ts'
import { cpuTime, onlyDescendant, peakResident, resetPeakResident } from './process-figures.ts'
import type { LargeRequest, RequestResult } from './results.ts'
import type { Say } from './rounds.ts'
import { get, type Load, type Service, sendLoad } from './send-load.ts'
import { type SourceName, sourcePath } from './sources.ts'

const FORGED = 'A'.repeat(43)

async function startService(wrapper?: string): Promise<Service> {
  const zones = { images: { prefix: '/', source: 'r2:IMAGES' } }
  const worker = await startBundledWorker(
    { SIGNING_KEYS, zones, limits: {} },
    wrapper === undefined ? {} : { wrapper },
  )
  return { ...worker, origin: `http://127.0.0.1:${worker.port}`, pid: onlyDescendant('workerd') }
}

async function put({ bucket }: Service, source: SourceName): Promise<void> {
  await bucket.put(source, new Uint8Array(await readFile(sourcePath(source))))
}

/** Returns a run's loads. Each load warms up the next. */
async function loads({ origin }: Service): Promise<readonly Load[]> {
  const path = (width: number) => `/jpeg12?format=jpeg&width=${width}`
  const signed = async (width: number) => origin + (await sign(path(width)))
  const same = (url: string, times: number) => new Array<string>(times).fill(url)
  // Each width is a cache miss when it is first requested.
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

async function sendAll(service: Service, loads: readonly Load[], say: Say): Promise<RequestResult[]> {
  const results: RequestResult[] = []
  for (const each of loads) {
    const result = await orPrintError(say, () => sendLoad(service, each))
    if (result && each.what !== 'warm-up') results.push(result)
  }
  return results
}

/** Measures cached answers with and without optional bindings. */
async function measureBindings(say: Say): Promise<readonly RequestResult[]> {
  const service = await orPrintError(say, () => startService(BINDINGS_IN_MEMORY))
  if (!service) return []
  try {
    await put(service, 'jpeg12')
    const url = service.origin + (await sign('/jpeg12?format=jpeg&width=400&kid=test'))
    return await sendAll(service, bindingLoads(url), say)
  } finally {
    await service.close()
  }
}

interface Measured {
  readonly requests: readonly RequestResult[]
  readonly large: LargeRequest | undefined
}

async function measureWorker(say: Say): Promise<Measured> {
  const service = await orPrintError(say, startService)
  if (!service) return { requests: [], large: undefined }
  try {
    await put(service, 'jpeg12')
    const requests = await sendAll(service, await loads(service), say)
    return { requests, large: await orPrintError(say, () => largest(service)) }
  } finally {
    await service.close()
  }
}

/**
 * Measures the built Worker in workerd under load. Its CPU time includes the HTTP server, the local
 * R2 and the local Cache API. `/health` and a forged token use neither R2 nor the Cache API.
 */
export async function measureRequests(say: Say): Promise<Measured> {
  // The measurements run one after the other, because only one workerd may run at a time.
  const { requests, large } = await measureWorker(say)
  return { requests: [...requests, ...(await measureBindings(say))], large }
}
