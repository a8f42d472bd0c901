import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { countLine } from './checks.ts'
import { getAnswer } from './client.ts'
import { requestAndReset } from './raw-client.ts'
import { targetOf } from './requests.ts'
import type { Check, Entry, Stage } from './scenario.ts'
import { type Draw, drawKind, draws, KINDS, type Request } from './traffic.ts'

const CLIENTS = 50
const TIMEOUT = 60_000
/** Milliseconds to wait after a 503: the minimum of `Retry-After`. */
const PAUSE = 1000
/**
 * Minimum share of answers other than 503. Without this check, a server that refuses every request
 * would pass.
 */
const MIN_SERVED_SHARE = 0.5
const PRINT_EVERY = 10_000

const forge = (target: string) => target.replace(/(?<=token=).*/, 'A'.repeat(43))

async function send(port: number, kind: string, request: Request, agent: Agent): Promise<Entry> {
  const target = await targetOf({ kind, ...request })
  if (request.leaveAfter === undefined)
    return {
      kind,
      ...(await getAnswer(port, request.forged ? forge(target) : target, {
        ...request,
        agent,
        timeout: TIMEOUT,
      })),
    }
  const { left, ...answer } = await requestAndReset(port, target, { milliseconds: request.leaveAfter })
  return { kind, ...answer, excused: left ? 'left' : undefined }
}

async function client({ service, entries }: Stage, draw: Draw, end: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  while (performance.now() < end) {
    const [kind, { draw: drawRequest }] = drawKind(draw)
    const entry = await send(service.port, kind, drawRequest(draw), agent)
    entries.push(entry)
    if (entry.status === 503) await sleep(PAUSE)
  }
  agent.destroy()
}

async function printProgress({ entries, isolate, memory, print: say }: Stage, end: number): Promise<void> {
  while (performance.now() + PRINT_EVERY < end) {
    await sleep(PRINT_EVERY)
    const seconds = Math.round(memory.samples.at(-1)?.seconds ?? 0)
    say(`  ${seconds} s: ${entries.length} answers, ${Math.round(await isolate.now())} MB`)
  }
}

/**
 * Checks for unexpected statuses. Server errors are left out because every scenario checks them.
 */
function wrong(entries: readonly Entry[]): Check {
  const seen = entries
    .filter(({ status, fault, excused }) => fault === undefined && excused === undefined && status < 500)
    .filter(({ kind, status }) => !KINDS[kind]?.right.includes(status) && kind !== 'leaving')
    .map(({ kind, status, code }) => `${kind}: ${status} ${code ?? ''}`.trim())
  return { what: 'wrong statuses', expected: 'none', seen: countLine(seen), holds: seen.length === 0 }
}

function busy(entries: readonly Entry[]): Check {
  const share = 1 - entries.filter(({ status }) => status === 503).length / Math.max(1, entries.length)
  return {
    what: 'answers other than 503',
    expected: `at least ${MIN_SERVED_SHARE * 100} %`,
    seen: `${Math.round(share * 100)} %`,
    holds: share >= MIN_SERVED_SHARE,
  }
}

/** Mixed traffic that has ended. */
export interface Traffic {
  readonly clients: number
  readonly checks: readonly Check[]
}

/** Sends mixed traffic by clients in closed loops for some seconds, and checks the answers. */
export async function runTraffic(stage: Stage, seconds: number): Promise<Traffic> {
  const { options } = stage
  const clients = options.concurrency ?? CLIENTS
  const [from, end] = [stage.entries.length, performance.now() + seconds * 1000]
  const work = Array.from({ length: clients }, (_, i) => client(stage, draws(options.seed * 1000 + i), end))
  await Promise.all([...work, printProgress(stage, end)])
  const entries = stage.entries.slice(from)
  return { clients, checks: [wrong(entries), busy(entries)] }
}

/** Checks that the memory of the isolate grows by at most some megabytes per minute. */
export function flat(slope: number, max: number): Check {
  return {
    what: 'growth of the count',
    expected: `at most ${max} MB a minute`,
    seen: `${slope.toFixed(1)} MB a minute`,
    holds: slope <= max,
  }
}
