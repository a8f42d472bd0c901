import { setTimeout as sleep } from 'node:timers/promises'
import { answeredQuickly, countLine } from '../checks.ts'
import { HEAVY, SMALL } from '../pictures.ts'
import { requestAndStall } from '../raw-client.ts'
import { type ImageRequest, probe, targetOf } from '../requests.ts'
import type { Check, Entry, Scenario, Stage } from '../scenario.ts'

/** Milliseconds during which the clients do not read: long enough for the server to drop them. */
const STALL = 25_000
const PROBE_EVERY = 2000

const BODIES = {
  'original of 7.4 MB': () => ({ file: HEAVY }),
  'derivative of 8 MB': (id) => ({
    file: SMALL,
    query: `width=${1880 + id}&format=png&compression=0`,
  }),
} as const satisfies Record<string, (id: number) => Pick<ImageRequest, 'file' | 'query'>>

async function probeFor(stage: Stage, kind: string, milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds
  while (performance.now() < end) {
    await probe(stage, kind)
    await sleep(Math.max(0, Math.min(PROBE_EVERY, end - performance.now())))
  }
}

async function stall(stage: Stage, kind: keyof typeof BODIES): Promise<Check> {
  const { options, service, entries, isolate, print: say } = stage
  const wanted = Array.from({ length: options.concurrency ?? 30 }, (_, id): ImageRequest => {
    return { kind, zone: 'photos', id: `slow-${id}`, ...BODIES[kind](id) }
  })
  const targets = await Promise.all(wanted.map(targetOf))
  const clients = targets.map((each) => requestAndStall(service.port, each))
  await probeFor(stage, `during the ${kind}`, STALL)
  say(`${clients.length} × ${kind}: ${Math.round(await isolate.now())} MB before any is read`)
  const check = answeredQuickly(
    `the next request during unread bodies (${kind})`,
    await probe(stage, 'next, unread'),
  )
  const answers = await Promise.all(clients.map(({ read }) => read()))
  const read = answers.map((answer): Entry => {
    // The server can only drop an answer that it has started.
    const excused = answer.fault !== undefined && answer.status === 200 ? 'dropped' : undefined
    return { kind, ...answer, excused }
  })
  entries.push(...read)
  say(`  after reading: ${countLine(read.map(({ excused, status }) => excused ?? `whole ${status}`))}`)
  return check
}

export const slowReaders: Scenario = {
  about: '30 clients that do not read their originals of 7.4 MB, then 30 with derivatives of 8 MB',
  async run(stage) {
    const checks: Check[] = []
    for (const kind of Object.keys(BODIES) as (keyof typeof BODIES)[]) checks.push(await stall(stage, kind))
    const dropped = stage.entries.filter(({ excused }) => excused === 'dropped').length
    return { checks, figures: { dropped } }
  },
}
