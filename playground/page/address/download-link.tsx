import { currentOf } from '../rendering.ts'
import { formatBytes } from '../stage/numbers.ts'
import { view } from '../view.ts'
import { fileNameOf } from './file-name.ts'

/** Saves the shown result. It has no effect while the target has no result. */
export function DownloadLink() {
  const rendering = currentOf(view.value)
  if (!rendering)
    return (
      <span class="button" aria-disabled="true">
        Download
      </span>
    )
  const name = fileNameOf(rendering)
  return (
    <a
      class="button"
      href={rendering.objectUrl}
      download={name}
      title={`${name}, ${formatBytes(rendering.blob.size)}`}
    >
      Download
    </a>
  )
}
