import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { uploadFrom } from './uploading.ts'

const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false

/** Uploads pictures that are dropped anywhere on the page or pasted. */
export function DropZone() {
  const dragging = useSignal(false)
  useEffect(() => {
    const end = new AbortController()
    const listen = { signal: end.signal }
    addEventListener(
      'dragover',
      (event) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        dragging.value = true
      },
      listen,
    )
    // The event `dragleave` also occurs when the pointer moves to another element on the page. The
    // event then has a related target and is ignored.
    addEventListener(
      'dragleave',
      ({ relatedTarget }) => {
        if (relatedTarget === null) dragging.value = false
      },
      listen,
    )
    addEventListener(
      'drop',
      (event) => {
        dragging.value = false
        if (!hasFiles(event)) return
        event.preventDefault()
        uploadFrom(event.dataTransfer)
      },
      listen,
    )
    addEventListener(
      'paste',
      (event) => {
        if (uploadFrom(event.clipboardData)) event.preventDefault()
      },
      listen,
    )
    return () => end.abort()
  }, [dragging])
  return dragging.value ? (
    <div class="drop-zone" aria-hidden="true">
      Drop the picture to upload it
    </div>
  ) : null
}
