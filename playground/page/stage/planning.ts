import { computed, signal } from '@preact/signals'
import type { PlanAnswer, Problem } from '../../protocol.ts'
import { planOf } from '../api.ts'
import { signing } from '../signed.ts'
import { path } from '../target.ts'
import { descriptionTarget } from './derived-targets.ts'
import { followChanges } from './fetch-picture.ts'

/** What is decided for a target before the first pixel is decoded, or why nothing is. */
export interface Planning {
  readonly plan?: PlanAnswer
  readonly problem?: Problem
}

/** Of the last target that was signed. */
export const planning = signal<Planning>({})

/** Of the description of the source: its facts, whatever is asked of it. */
const described = signal<Planning>({})

/** Facts of the source, once they are known. */
export const source = computed(() => described.value.plan?.source)

/** Reads plan and source after each change. @returns ends it */
export function followPlans(): () => void {
  const ends = [
    followChanges(
      async (signal) => {
        const now = signing.value
        if (!now) return
        if ('problem' in now) {
          planning.value = {}
          return
        }
        const plan = await planOf(now.target, signal)
        if (!signal.aborted) planning.value = { plan }
      },
      (problem) => {
        planning.value = { problem }
      },
    ),
    followChanges(
      async (signal) => {
        const wanted = descriptionTarget(path.value)
        described.value = {}
        const plan = await planOf(wanted, signal)
        if (!signal.aborted) described.value = { plan }
      },
      (problem) => {
        described.value = { problem }
      },
    ),
  ]
  return () => {
    for (const end of ends) end()
  }
}
