import { flat, runTraffic } from '../closed-loops.ts'
import { slope } from '../figures.ts'
import { countSamples } from '../report.ts'
import type { Scenario } from '../scenario.ts'
import { BUCKET } from '../traffic.ts'

const SECONDS = 20 * 60
/** Maximum growth in megabytes per minute. */
const MAX_SLOPE = 1
/** Seconds after which the count must be flat. */
const SETTLED = 120

export const soak: Scenario = {
  about: 'mixed traffic for 20 minutes',
  bucket: BUCKET,
  async run(stage) {
    const { seconds = SECONDS, seed } = stage.options
    const { clients, checks } = await runTraffic(stage, seconds)
    const from = Math.min(SETTLED, seconds / 3)
    const samples = countSamples(stage).filter((each) => each.seconds >= from && each.seconds <= seconds)
    const growth = slope(samples)
    return {
      checks: [...checks, flat(growth, MAX_SLOPE)],
      figures: { clients, seed, slopeMbPerMinute: Number(growth.toFixed(2)) },
    }
  },
}
