import { signal } from '@preact/signals'
import type { Problem } from '../../protocol.ts'
import { path } from '../target.ts'
import { previewTarget } from './derived-targets.ts'
import { fetchPicture, followChanges } from './fetch-picture.ts'

/** A reduced picture that shows the upright source. */
export interface Preview {
  readonly objectUrl?: string
  readonly problem?: Problem
}

export const preview = signal<Preview>({})

function replacePreview(next: Preview): void {
  const old = preview.peek().objectUrl
  preview.value = next
  if (old) URL.revokeObjectURL(old)
}

/**
 * Fetches the preview for each chosen source.
 * @returns a function that stops these fetches
 */
export function followPreview(): () => void {
  const end = followChanges(
    async (signal) => {
      const wanted = previewTarget(path.value)
      // The old preview is removed at once. Otherwise it would be shown below the new source's
      // boxes.
      replacePreview({})
      const blob = await fetchPicture(wanted, signal)
      if (!signal.aborted) replacePreview({ objectUrl: URL.createObjectURL(blob) })
    },
    (problem) => replacePreview({ problem }),
  )
  return () => {
    end()
    replacePreview({})
  }
}
