import { setTimeout as sleep } from 'node:timers/promises'
import { runTraffic } from '../closed-loops.ts'
import { tenth } from '../figures.ts'
import { get } from '../requests.ts'
import type { Scenario } from '../scenario.ts'
import { BUCKET } from '../traffic.ts'

const SECONDS = 60
/** Milliseconds between the load and the request. */
const REST = 60_000

export const recover: Scenario = {
  about: 'mixed traffic that fills the isolate, a minute without a request, and 12 MP to AVIF of 1200 px',
  bucket: BUCKET,
  async run(stage) {
    const { isolate, options, print: say } = stage
    const { clients, checks } = await runTraffic(stage, options.seconds ?? SECONDS)
    const fullMb = await isolate.now()
    say(`after the load: ${Math.round(fullMb)} MB`)
    // A sample is a request, too. It could make V8 collect garbage.
    await isolate.unobserved(() => sleep(REST))
    const restedMb = await isolate.now()
    say(`after a minute without a request: ${Math.round(restedMb)} MB`)
    const answer = await get(stage, {
      kind: 'to AVIF, 1200 px',
      zone: 'photos',
      id: 'recover',
      file: 'photo-11.jpg',
      query: 'width=1200&format=avif',
    })
    const seen = [answer.status, answer.code, answer.fault].filter(Boolean).join(' ')
    const recovered = {
      what: 'AVIF of 1200 px, a minute after the load',
      expected: '200',
      seen: `${seen} after ${Math.round(answer.milliseconds)} ms`,
      holds: answer.status === 200 && answer.fault === undefined,
    }
    return {
      checks: [...checks, recovered],
      figures: { clients, seed: options.seed, fullMb: tenth(fullMb), restedMb: tenth(restedMb) },
    }
  },
}
