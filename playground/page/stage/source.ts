import { computed, signal } from '@preact/signals'
import type { PlanAnswer } from '../../protocol.ts'
import { planOf } from '../api.ts'
import { path } from '../target.ts'
import { isOpening } from '../view.ts'
import { descriptionTarget } from './derived-targets.ts'
import { followChanges } from './fetch-picture.ts'

/** A source and the path under which it is stored. */
interface Described {
  readonly path: string
  readonly source: PlanAnswer['source']
}

const described = signal<Described | undefined>(undefined)

/**
 * Facts about the chosen source, such as its format and size. They do not depend on the parameters.
 * `undefined` until they are known.
 */
export const source = computed(() =>
  described.value?.path === path.value ? described.value.source : undefined,
)

/**
 * Requests the facts about each chosen source. The first request waits for the first result.
 * @returns a function that stops these requests
 */
export function followSource(): () => void {
  return followChanges(
    async (signal) => {
      const wanted = path.value
      if (isOpening.value) return
      const { source: facts } = await planOf(descriptionTarget(wanted), signal)
      if (!signal.aborted) described.value = { path: wanted, source: facts }
    },
    () => {
      described.value = undefined
    },
  )
}
