import { setTimeout as sleep } from 'node:timers/promises'
import { answeredQuickly, countLine } from '../checks.ts'
import { getAll, type ImageRequest, probe } from '../requests.ts'
import type { Entry, Scenario } from '../scenario.ts'

const PROBE_EVERY = 500

export const hangingOrigin: Scenario = {
  about: '60 requests to an origin that never answers, and requests to other zones meanwhile',
  allowed: [504],
  async run(stage) {
    const wanted = Array.from({ length: stage.options.concurrency ?? 60 }, (_, id): ImageRequest => {
      return { kind: 'hanging', zone: 'photos', pace: 'hanging', id, file: 'photo-1.jpg', query: 'width=400' }
    })
    let over = false
    const hanging = getAll(stage, wanted).finally(() => {
      over = true
    })
    const others: Entry[] = []
    await sleep(PROBE_EVERY)
    while (!over) {
      others.push(...(await probe(stage, 'meanwhile')))
      await sleep(PROBE_EVERY)
    }
    const answers = await hanging
    const ended = answers.every(({ status }) => status === 503 || status === 504)
    const ends = {
      what: 'requests to the hanging origin',
      expected: '504, or 503 while queued',
      seen: countLine(answers.map(({ status, code }) => `${status} ${code ?? 'without a code'}`)),
      holds: ended,
    }
    return { checks: [ends, answeredQuickly('requests to other zones meanwhile', others)] }
  },
}
