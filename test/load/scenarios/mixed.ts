import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { countLine } from '../checks.ts'
import { getAnswer } from '../client.ts'
import { settled, slope, tenth } from '../figures.ts'
import { requestAndReset } from '../raw-client.ts'
import { targetOf } from '../requests.ts'
import type { Check, Entry, Scenario, Stage } from '../scenario.ts'
import { BUCKET, type Draw, drawKind, draws, KINDS, type Request } from '../traffic.ts'

const CLIENTS = 50
/** Maximum growth of resident memory in megabytes per minute. */
const MAX_SLOPE = 2
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

async function printProgress({ entries, memory, idleMb, print: say }: Stage, end: number): Promise<void> {
  while (performance.now() + PRINT_EVERY < end) {
    await sleep(PRINT_EVERY)
    const seconds = Math.round(memory.samples.at(-1)?.seconds ?? 0)
    const above = Math.round(memory.now() - idleMb)
    say(`  ${seconds} s: ${entries.length} answers, ${above} MB above idle`)
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

export const mixed: Scenario = {
  about: 'good, bad and hostile traffic by 50 clients in closed loops',
  bucket: BUCKET,
  async run(stage) {
    const { options, memory, entries } = stage
    const clients = options.concurrency ?? CLIENTS
    const end = performance.now() + options.seconds * 1000
    const work = Array.from({ length: clients }, (_, i) => client(stage, draws(options.seed * 1000 + i), end))
    await Promise.all([...work, printProgress(stage, end)])
    const growth = slope(settled(memory.samples.filter(({ seconds }) => seconds <= options.seconds)))
    const flat = {
      what: 'growth after the warm-up',
      expected: `at most ${MAX_SLOPE} MB a minute`,
      seen: `${growth.toFixed(1)} MB a minute`,
      holds: growth <= MAX_SLOPE,
    }
    const share = 1 - entries.filter(({ status }) => status === 503).length / Math.max(1, entries.length)
    const busy = {
      what: 'answers other than 503',
      expected: `at least ${MIN_SERVED_SHARE * 100} %`,
      seen: `${Math.round(share * 100)} %`,
      holds: share >= MIN_SERVED_SHARE,
    }
    const perSecond = tenth(entries.length / options.seconds)
    return {
      checks: [flat, busy, wrong(entries)],
      figures: { clients, seed: options.seed, perSecond, slopeMbPerMinute: tenth(growth) },
    }
  },
}
