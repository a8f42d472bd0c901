import { computed, signal } from '@preact/signals'
import { Refused } from '../api.ts'
import { previewTarget } from '../stage/derived-targets.ts'
import { fetchPicture } from '../stage/fetch-picture.ts'
import { path } from '../target.ts'

/** A damaged upload: the name of the user's file, and the reason. */
interface Damage {
  readonly file: string
  readonly text: string
}

/** Damaged uploads by path. */
const found = signal<ReadonlyMap<string, Damage>>(new Map())

/** Damage in the chosen picture. `undefined` if no damage is known. */
export const damage = computed(() => found.value.get(path.value))

/**
 * Decodes an upload once. The Worker delivers an original byte for byte, so that a damaged file
 * would look like a success until the user sets a parameter.
 */
export async function findDamage(upload: string, file: string, signal: AbortSignal): Promise<void> {
  try {
    await fetchPicture(previewTarget(upload), signal)
  } catch (error) {
    // The result shows all other problems.
    if (!(error instanceof Refused) || error.problem.code !== 'corrupt') return
    found.value = new Map([...found.peek(), [upload, { file, text: error.problem.title }]])
  }
}
