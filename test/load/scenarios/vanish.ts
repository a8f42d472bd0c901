import { answeredQuickly } from '../checks.ts'
import type { PaceName } from '../pacing.ts'
import { type AbortPoint, requestAndReset } from '../raw-client.ts'
import { probe, targetOf } from '../requests.ts'
import type { Check, Scenario, Stage } from '../scenario.ts'

interface Leaving {
  readonly pace: PaceName
  /** Returns the parameters of a request. Without it, clients request the original. */
  readonly query?: (index: number) => string
  readonly when: (index: number) => AbortPoint
}

const LEAVES: Readonly<Record<string, Leaving>> = {
  'in the body': { pace: 'ordinary', when: () => ({ bytes: 200_000 }) },
  'before the headers': { pace: 'late2', when: (index) => ({ milliseconds: 300 + 10 * index }) },
  // The outputs are PNGs of about 5 MB, and the clients leave before, during and after the work.
  'during a transform': {
    pace: 'ordinary',
    query: (index) => `width=${2000 + index}&format=png`,
    when: (index) => ({ milliseconds: 100 + 300 * index }),
  },
}

async function leaveAll(
  { options, service, entries, print: say }: Stage,
  name: string,
  { pace, query, when }: Leaving,
): Promise<number> {
  const clients = Array.from({ length: options.concurrency ?? 48 }, async (_, index) => {
    const wanted = {
      kind: '',
      zone: 'photos',
      file: 'photo-1.jpg',
      pace,
      query: query?.(index) ?? '',
    } as const
    return requestAndReset(service.port, await targetOf(wanted), when(index))
  })
  const answers = await Promise.all(clients)
  for (const { left, ...answer } of answers)
    entries.push({ kind: `left ${name}`, ...answer, excused: left ? 'left' : undefined })
  const gone = answers.filter(({ left }) => left).length
  say(`${gone} clients of ${answers.length} left ${name}`)
  return gone
}

export const vanish: Scenario = {
  about:
    'three times 48 requests whose clients reset the connection: in the body, before the headers and during a transform',
  async run(stage) {
    const checks: Check[] = []
    let vanished = 0
    for (const [name, leaving] of Object.entries(LEAVES)) {
      vanished += await leaveAll(stage, name, leaving)
      const next = await probe(stage, `after leaving ${name}`)
      checks.push(answeredQuickly(`the next request, after clients left ${name}`, next))
    }
    return { checks, figures: { vanished } }
  },
}
