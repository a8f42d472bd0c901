import { flat, runTraffic } from '../closed-loops.ts'
import { settled, slope, tenth } from '../figures.ts'
import { countSamples } from '../report.ts'
import type { Scenario } from '../scenario.ts'
import { BUCKET } from '../traffic.ts'

const SECONDS = 60
/** Maximum growth in megabytes per minute. */
const MAX_SLOPE = 2
/** Minimum duration for the check of growth. In a shorter run, noise exceeds the maximum. */
const MIN_SECONDS = 300

export const mixed: Scenario = {
  about: 'good, bad and hostile traffic by 50 clients in closed loops',
  bucket: BUCKET,
  async run(stage) {
    const { seconds = SECONDS, seed } = stage.options
    const { clients, checks } = await runTraffic(stage, seconds)
    const growth = slope(settled(countSamples(stage).filter((each) => each.seconds <= seconds)))
    const perSecond = tenth(stage.entries.length / seconds)
    return {
      checks: [...checks, ...(seconds < MIN_SECONDS ? [] : [flat(growth, MAX_SLOPE)])],
      figures: { clients, seed, perSecond, slopeMbPerMinute: tenth(growth) },
    }
  },
}
