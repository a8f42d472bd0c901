import { signal } from '@preact/signals'
import { MAX_UPLOAD } from '../../protocol.ts'
import { Refused, upload } from '../api.ts'
import { loadCatalog } from '../catalog.ts'
import { formatBytes } from '../stage/numbers.ts'
import { choosePicture } from '../target.ts'
import { findDamage } from './damage.ts'

export interface Uploading {
  /** Name of the file that is being uploaded. */
  readonly busy?: string
  readonly error?: string
}

export const uploading = signal<Uploading>({})

/** Removes the error of the last upload from the page. */
export function forgetError(): void {
  if (uploading.peek().error !== undefined) uploading.value = {}
}

let cancelled = new AbortController()

/** Cancels the upload that runs. The chosen picture does not change. */
export function cancelUpload(): void {
  cancelled.abort()
  uploading.value = {}
}

/** Uploads a picture of the user and chooses it. Errors are stored in `uploading`. */
export async function uploadPicture(file: File): Promise<void> {
  cancelled.abort()
  if (file.size > MAX_UPLOAD) {
    const error = `${file.name} has ${formatBytes(file.size)}; the maximum is ${formatBytes(MAX_UPLOAD)}.`
    uploading.value = { error }
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
    await Promise.all([loadCatalog(), findDamage(path, signal)])
  } catch (error) {
    end({ error: error instanceof Refused ? error.message : String(error) })
  }
}

/**
 * Uploads the first file of a drop or of a paste.
 * @returns `true` if there is a file
 */
export function uploadFrom(data: DataTransfer | null): boolean {
  const file = data?.files[0]
  if (file) uploadPicture(file)
  return file !== undefined
}
