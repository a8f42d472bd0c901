import { expect, it } from 'vitest'
import { fetchWithRetry, type RetryRules } from '../../../cli/fetch-with-retry.ts'

interface Said {
  readonly status: number
  readonly after?: string
}

/** Runs requests that get the given answers in turn. A string is the message of a thrown error. */
async function run(answers: readonly (Said | string)[], given: Partial<RetryRules> = {}) {
  const waits: number[] = []
  let sent = 0
  const ask = async () => {
    const answer = answers[Math.min(sent++, answers.length - 1)] ?? 'none'
    if (typeof answer === 'string') throw new Error(answer)
    const { status, after } = answer
    return new Response(null, { status, ...(after !== undefined && { headers: { 'retry-after': after } }) })
  }
  const outcome = await fetchWithRetry(ask, {
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

it.each<[string, (Said | string)[], Partial<RetryRules>, number | string, number[]]>([
  ['a final answer is not retried', [{ status: 404 }], {}, 404, []],
  ['a temporary failure is retried', [{ status: 503 }, { status: 200 }], {}, 200, [1]],
  ['the server sets the wait', [{ status: 429, after: '7' }, { status: 200 }], {}, 200, [7]],
  ['waits double each time', [{ status: 503 }], {}, 503, [1, 2, 4]],
  ['waits have a maximum', [{ status: 503 }], { longest: 3 }, 503, [1, 2, 3]],
  ['a wait above the maximum is final', [{ status: 429, after: '61' }], {}, 429, []],
  ['a wait of the maximum is not final', [{ status: 429, after: '60' }, { status: 200 }], {}, 200, [60]],
  ['a malformed time is ignored', [{ status: 503, after: 'soon' }, { status: 200 }], {}, 200, [1]],
  ['one try only', [{ status: 503 }], { tries: 1 }, 503, []],
  ['an error is rethrown', ['reset', { status: 200 }], {}, 'reset', []],
  ['a lost connection is retried', ['reset', { status: 200 }], { reconnects: true }, 200, [1]],
  ['retries are limited', ['reset'], { reconnects: true }, 'reset', [1, 2, 4]],
  [
    'an aborted run is not retried',
    ['aborted'],
    { reconnects: true, signal: AbortSignal.abort() },
    'aborted',
    [],
  ],
])('%s', async (_, answers, given, outcome, waits) => {
  expect(await run(answers, given)).toEqual({ outcome, waits, sent: waits.length + 1 })
})

it('a date in Retry-After is read', async () => {
  const { outcome, waits } = await run([
    { status: 503, after: new Date(Date.now() + 30_000).toUTCString() },
    { status: 200 },
  ])
  expect(outcome).toBe(200)
  expect(waits[0]).toBeGreaterThanOrEqual(28)
  expect(waits[0]).toBeLessThanOrEqual(31)
})
