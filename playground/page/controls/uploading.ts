import { effect, signal } from '@preact/signals'
import { MAX_UPLOAD } from '../../protocol.ts'
import { Refused, upload } from '../api.ts'
import { loadCatalog } from '../catalog.ts'
import { chosenView } from '../stage/chosen-view.ts'
import { formatBytes } from '../stage/numbers.ts'
import { choosePicture, target } from '../target.ts'
import { findDamage } from './damage.ts'

export interface Uploading {
  /** Name of the file that is being uploaded. */
  readonly busy?: string
  /** Name of the file whose upload has failed, and the reason. */
  readonly error?: { readonly file: string; readonly text: string }
}

export const uploading = signal<Uploading>({})

/** Removes the last upload's error from the page. */
function forgetError(): void {
  if (uploading.peek().error !== undefined) uploading.value = {}
}

/** Elements whose use is an action. A click on a text, such as the error's, is none. */
const CONTROLS = 'a, button, input, label, select, summary, textarea, [role]:not([role="alert"])'

/** Removes the last upload's error with the user's next action. */
export function forgetErrors(): void {
  effect(() => {
    void [target.value, chosenView.value]
    forgetError()
  })
  addEventListener('input', forgetError)
  addEventListener('click', ({ target: clicked }) => {
    if (clicked instanceof Element && clicked.closest(CONTROLS)) forgetError()
  })
}

let cancelled = new AbortController()

/** Cancels the upload that runs. The chosen picture does not change. */
export function cancelUpload(): void {
  cancelled.abort()
  uploading.value = {}
}

/** Returns the reason why a file is not sent. `undefined` if it is. */
function refusalOf({ size }: File): string | undefined {
  if (size === 0) return 'the file is empty'
  if (size <= MAX_UPLOAD) return undefined
  return `the file has ${formatBytes(size)}; the maximum is ${formatBytes(MAX_UPLOAD)}`
}

/** Uploads a user's picture and chooses it. Errors are stored in `uploading`. */
export async function uploadPicture(file: File): Promise<void> {
  cancelled.abort()
  const failed = (text: string): Uploading => ({ error: { file: file.name, text } })
  const refusal = refusalOf(file)
  if (refusal !== undefined) {
    uploading.value = failed(refusal)
    return
  }
  cancelled = new AbortController()
  const { signal } = cancelled
  const mine: Uploading = { busy: file.name }
  uploading.value = mine
  // If another upload has started, `uploading` belongs to that upload and must not be changed.
  const end = (state: Uploading) => {
    if (uploading.peek() === mine) uploading.value = state
  }
  try {
    const path = await upload(file, signal)
    if (signal.aborted) return
    end({})
    choosePicture(path)
    await Promise.all([loadCatalog(), findDamage(path, file.name, signal)])
  } catch (error) {
    end(failed(error instanceof Refused ? error.message : String(error)))
  }
}

/**
 * Uploads the first dropped or pasted file.
 * @returns `true` if there is a file
 */
export function uploadFrom(data: DataTransfer | null): boolean {
  const file = data?.files[0]
  if (file) uploadPicture(file)
  return file !== undefined
}
