import { setTimeout as sleep } from 'node:timers/promises'
import { answeredQuickly, countLine } from '../checks.ts'
import { getAll, type ImageRequest, probe } from '../requests.ts'
import type { Entry, Scenario } from '../scenario.ts'

const PROBE_EVERY = 500

export const hangingOrigin: Scenario = {
  about: '60 requests to an origin that never answers, and the requests of other zones beside them',
  allowed: [504],
  async run(stage) {
    const wanted = Array.from({ length: stage.options.concurrency ?? 60 }, (_, id): ImageRequest => {
      return { kind: 'hanging', zone: 'photos', pace: 'hanging', id, file: 'photo-1.jpg', query: 'width=400' }
    })
    let over = false
    const hanging = getAll(stage, wanted).finally(() => {
      over = true
    })
    const beside: Entry[] = []
    await sleep(PROBE_EVERY)
    while (!over) {
      beside.push(...(await probe(stage, 'beside')))
      await sleep(PROBE_EVERY)
    }
    const own = await hanging
    const ended = own.every(({ status }) => status === 503 || status === 504)
    const ends = {
      what: 'its own requests',
      expected: '504, or 503 while queued',
      seen: countLine(own.map(({ status, code }) => `${status} ${code ?? 'without a code'}`)),
      holds: ended,
    }
    return { checks: [ends, answeredQuickly('requests of other zones beside it', beside)] }
  },
}
