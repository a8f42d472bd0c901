import { atOnce } from '../checks.ts'
import { askAndReset, type Leave } from '../raw-client.ts'
import { probe, targetOf } from '../requests.ts'
import type { Scenario, Stage } from '../scenario.ts'

/** When the client of an index leaves. The origin answers after 60 ms. */
const LEAVES = {
  'in the body': () => ({ bytes: 200_000 }),
  early: (index) => ({ milliseconds: 4 * (index + 1) }),
} as const satisfies Record<string, (index: number) => Leave>

async function leaveAll(
  { options, service, entries, say }: Stage,
  when: keyof typeof LEAVES,
): Promise<number> {
  const id = when.replaceAll(' ', '-')
  const target = await targetOf({ kind: '', zone: 'photos', file: 'photo-1.jpg', id })
  const clients = Array.from({ length: options.concurrency ?? 48 }, (_, index) =>
    askAndReset(service.port, target, LEAVES[when](index)),
  )
  const answers = await Promise.all(clients)
  for (const { left, ...answer } of answers)
    entries.push({ kind: `original, left ${when}`, ...answer, excused: left ? 'left' : undefined })
  const gone = answers.filter(({ left }) => left).length
  say(`${gone} clients of ${answers.length} left ${when}`)
  return gone
}

export const vanish: Scenario = {
  about: '48 requests for one original whose clients reset the connection: in the body, then early',
  async run(stage) {
    const inBody = await leaveAll(stage, 'in the body')
    const next = atOnce('the next request, after clients left in the body', await probe(stage, 'between'))
    const early = await leaveAll(stage, 'early')
    return { checks: [next], figures: { vanished: inBody + early } }
  },
}
