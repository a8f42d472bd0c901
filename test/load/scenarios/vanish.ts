import { answeredQuickly } from '../checks.ts'
import type { PaceName } from '../pacing.ts'
import { type AbortPoint, requestAndReset } from '../raw-client.ts'
import { probe, targetOf } from '../requests.ts'
import type { Scenario, Stage } from '../scenario.ts'

interface Leaving {
  readonly pace: PaceName
  readonly when: (index: number) => AbortPoint
}

const LEAVES = {
  'in the body': { pace: 'ordinary', when: () => ({ bytes: 200_000 }) },
  'before the headers': { pace: 'late2', when: (index) => ({ milliseconds: 300 + 10 * index }) },
} as const satisfies Record<string, Leaving>

async function leaveAll(
  { options, service, entries, print: say }: Stage,
  name: keyof typeof LEAVES,
): Promise<number> {
  const { pace, when } = LEAVES[name]
  const target = await targetOf({ kind: '', zone: 'photos', file: 'photo-1.jpg', pace })
  const clients = Array.from({ length: options.concurrency ?? 48 }, (_, index) =>
    requestAndReset(service.port, target, when(index)),
  )
  const answers = await Promise.all(clients)
  for (const { left, ...answer } of answers)
    entries.push({ kind: `original, left ${name}`, ...answer, excused: left ? 'left' : undefined })
  const gone = answers.filter(({ left }) => left).length
  say(`${gone} clients of ${answers.length} left ${name}`)
  return gone
}

export const vanish: Scenario = {
  about:
    '48 requests for one original whose clients reset the connection: in the body, then before the headers',
  async run(stage) {
    const inBody = await leaveAll(stage, 'in the body')
    const next = answeredQuickly(
      'the next request, after clients left in the body',
      await probe(stage, 'between'),
    )
    const early = await leaveAll(stage, 'before the headers')
    return { checks: [next], figures: { vanished: inBody + early } }
  },
}
