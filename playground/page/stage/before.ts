import { signal } from '@preact/signals'
import type { Problem } from '../../protocol.ts'
import { catalog } from '../catalog.ts'
import { currentOf } from '../rendering.ts'
import { view } from '../view.ts'
import { beforeTarget } from './derived-targets.ts'
import { fetchPicture, followChanges } from './fetch-picture.ts'

/** Picture with which the result is compared: the target without effects and compression. */
export interface Before {
  readonly target: string
  /** The picture's object URL. It is revoked when another picture replaces this one. */
  readonly objectUrl?: string
  readonly problem?: Problem
}

export const before = signal<Before | undefined>(undefined)

function replaceBefore(next: Before | undefined): void {
  const old = before.peek()?.objectUrl
  before.value = next
  if (old) URL.revokeObjectURL(old)
}

/**
 * Fetches the picture for the comparison each time a result is loaded. The next result cancels the
 * request.
 * @returns a function that stops these fetches
 */
export function followBefore(): () => void {
  let wanted: string | undefined
  return followChanges(
    async (signal) => {
      const rendering = currentOf(view.value)
      const zones = catalog.value.zones
      if (!rendering) return
      wanted = beforeTarget(rendering.target, zones)
      if (wanted === undefined) return replaceBefore(undefined)
      if (before.peek()?.target === wanted) return
      const blob = await fetchPicture(wanted, signal)
      if (!signal.aborted) replaceBefore({ target: wanted, objectUrl: URL.createObjectURL(blob) })
    },
    (problem) => replaceBefore(wanted === undefined ? undefined : { target: wanted, problem }),
  )
}
