import { computed, signal } from '@preact/signals'
import type { PlanAnswer, Problem } from '../../protocol.ts'
import { planOf } from '../api.ts'
import { signing } from '../signed.ts'
import { path } from '../target.ts'
import { descriptionTarget } from './derived-targets.ts'
import { followChanges } from './fetch-picture.ts'

/** The plan of a target, or the problem if there is none. */
export interface Planning {
  readonly plan?: PlanAnswer
  readonly problem?: Problem
}

/** Plan of the last target that was signed. */
export const planning = signal<Planning>({})

/**
 * Plan for the description of the source. It contains the facts of the source, whatever the target
 * is.
 */
const described = signal<Planning>({})

/** Facts of the source, such as its format and size. `undefined` until they are known. */
export const source = computed(() => described.value.plan?.source)

/**
 * Requests the plans of target and source after each change.
 * @returns a function that stops these requests
 */
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
