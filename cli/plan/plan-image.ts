import type { Located } from '../../src/edge/request/facts.ts'
import '../../src/engine/codecs/heic-plan.ts'
import '../../src/engine/codecs/standard.ts'
import { planDerivative } from '../../src/edge/request/plan-derivative.ts'
import { concurrency, memory } from '../../src/edge/request/work.ts'
import type { Limits } from '../../src/limits.ts'
import { timing } from '../../src/timing.ts'
import type { PlanAnswer } from '../local-server.ts'
import { planAnswer } from './plan-answer.ts'

/** A plan's limits, abort signal and time. */
export interface Planning {
  readonly limits: Limits
  readonly signal: AbortSignal
  /** Request time as Unix time in seconds. */
  readonly now: number
}

/**
 * Plans an image as the Worker would: in the same memory budget, and without decoding the picture.
 * @throws Failure of the source, the probe, the analysis or the plan
 */
export async function planImage(
  {
    source: { open, origin },
    overlays,
    path,
    intent,
  }: Pick<Located, 'source' | 'overlays' | 'path' | 'intent'>,
  { limits, signal, now }: Planning,
): Promise<PlanAnswer> {
  const planned = await concurrency.run(origin, limits, signal, (heartbeat) => {
    const admission = memory.admission(limits, heartbeat, signal)
    const context = { limits, memory, admission, timing: timing(), signal }
    return planDerivative({ open, overlays, path, intent, now }, context)
  })
  return planAnswer(planned, intent === undefined, limits.memory)
}
