import { signal } from '@preact/signals'
import type { Problem } from '../../protocol.ts'
import { catalog } from '../catalog.ts'
import { rendering } from '../rendering.ts'
import { beforeTarget } from './derived-targets.ts'
import { fetchPicture, followChanges } from './fetch-picture.ts'

/** The picture that the result is compared with. */
export interface Before {
  readonly target: string
  /** Of the blob; revoked once another picture replaces it. */
  readonly objectUrl?: string
  readonly problem?: Problem
}

export const before = signal<Before | undefined>(undefined)

function replaceBefore(next: Before | undefined): void {
  const old = before.peek()?.objectUrl
  before.value = next
  if (old) URL.revokeObjectURL(old)
}

/** Fetches the picture before effects and losses once a result is there; the next render cancels it. @returns ends it */
export function followBefore(): () => void {
  let wanted: string | undefined
  return followChanges(
    async (signal) => {
      const { rendered, loading } = rendering.value
      const zones = catalog.value.zones
      if (loading || !rendered) return
      wanted = beforeTarget(rendered.target, zones)
      if (wanted === undefined) return replaceBefore(undefined)
      if (before.peek()?.target === wanted) return
      const blob = await fetchPicture(wanted, signal)
      if (!signal.aborted) replaceBefore({ target: wanted, objectUrl: URL.createObjectURL(blob) })
    },
    (problem) => replaceBefore(wanted === undefined ? undefined : { target: wanted, problem }),
  )
}
