import { expect, it } from 'vitest'
import { type Patience, patiently } from '../../../cli/patience.ts'

interface Said {
  readonly status: number
  readonly after?: string
}

/** Answers in turn; a word instead of an answer is the message of an error. */
async function run(answers: readonly (Said | string)[], given: Partial<Patience> = {}) {
  const waits: number[] = []
  let sent = 0
  const ask = async () => {
    const answer = answers[Math.min(sent++, answers.length - 1)] ?? 'none'
    if (typeof answer === 'string') throw new Error(answer)
    const { status, after } = answer
    return new Response(null, { status, ...(after !== undefined && { headers: { 'retry-after': after } }) })
  }
  const outcome = await patiently(ask, {
    statuses: [429, 503],
    tries: 4,
    longest: 60,
    sleep: async (ms) => waits.push(ms / 1000),
    ...given,
  }).then(
    ({ status }) => status,
    (error: Error) => error.message,
  )
  return { outcome, waits, sent }
}

it.each<[string, (Said | string)[], Partial<Patience>, number | string, number[]]>([
  ['a final answer is not asked for again', [{ status: 404 }], {}, 404, []],
  ['an answer that may pass is', [{ status: 503 }, { status: 200 }], {}, 200, [1]],
  ['the server says when', [{ status: 429, after: '7' }, { status: 200 }], {}, 200, [7]],
  ['waits double', [{ status: 503 }], {}, 503, [1, 2, 4]],
  ['up to the longest', [{ status: 503 }], { longest: 3 }, 503, [1, 2, 3]],
  ['a server that asks for more is final', [{ status: 429, after: '61' }], {}, 429, []],
  ['and one that asks for as much is not', [{ status: 429, after: '60' }, { status: 200 }], {}, 200, [60]],
  ['a malformed time counts as none', [{ status: 503, after: 'soon' }, { status: 200 }], {}, 200, [1]],
  ['a single try', [{ status: 503 }], { tries: 1 }, 503, []],
  ['an error is thrown', ['reset', { status: 200 }], {}, 'reset', []],
  ['or the connection is made anew', ['reset', { status: 200 }], { reconnects: true }, 200, [1]],
  ['but not for ever', ['reset'], { reconnects: true }, 'reset', [1, 2, 4]],
  [
    'nor once the user has left',
    ['aborted'],
    { reconnects: true, signal: AbortSignal.abort() },
    'aborted',
    [],
  ],
])('%s', async (_, answers, given, outcome, waits) => {
  expect(await run(answers, given)).toEqual({ outcome, waits, sent: waits.length + 1 })
})

it('reads a date', async () => {
  const { outcome, waits } = await run([
    { status: 503, after: new Date(Date.now() + 30_000).toUTCString() },
    { status: 200 },
  ])
  expect(outcome).toBe(200)
  expect(waits[0]).toBeGreaterThanOrEqual(28)
  expect(waits[0]).toBeLessThanOrEqual(31)
})
