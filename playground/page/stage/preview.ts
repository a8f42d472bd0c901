import { signal } from '@preact/signals'
import type { Problem } from '../../protocol.ts'
import { path } from '../target.ts'
import { previewTarget } from './derived-targets.ts'
import { fetchPicture, followChanges } from './fetch-picture.ts'

/** A small picture of the upright source. */
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

/** Fetches the preview of each chosen source. @returns ends it */
export function followPreview(): () => void {
  const end = followChanges(
    async (signal) => {
      const wanted = previewTarget(path.value)
      // Boxes of another source would lie on this one.
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
