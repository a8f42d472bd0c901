import { setTimeout as sleep } from 'node:timers/promises'
import { PROGRESSIVE } from '../pictures.ts'
import { get, type ImageRequest } from '../requests.ts'
import type { Scenario } from '../scenario.ts'

const DELAY = 62_000

export const trickle: Scenario = {
  about: 'a large transform whose source trickles, 64 KB each 2.5 s, and a second one after 62 s',
  // Reading the source may take longer than the time limit of a request.
  allowed: [504],
  async run(stage) {
    const { isolate, print: say } = stage
    const large: ImageRequest = {
      kind: 'trickling',
      zone: 'photos',
      file: PROGRESSIVE[0] ?? '',
      query: 'width=2000&blur=10',
    }
    const first = get(stage, { ...large, pace: 'trickling', timeout: 240_000 })
    await sleep(DELAY)
    say(`after ${DELAY / 1000} s: ${Math.round(await isolate.now())} MB`)
    const second = await get(stage, { ...large, kind: 'second', zone: 'other' })
    say(`second transform: ${second.status}; ${Math.round(await isolate.now())} MB`)
    const { status, milliseconds } = await first
    say(`first transform: ${status} after ${Math.round(milliseconds / 1000)} s`)
    const took = Math.round(second.milliseconds)
    const answered = second.status === 200 || second.status === 503
    const seen = `${second.status} after ${took} ms`
    return {
      checks: [{ what: 'the second transform', expected: '200 or 503', seen, holds: answered }],
      figures: { secondMs: took },
    }
  },
}
