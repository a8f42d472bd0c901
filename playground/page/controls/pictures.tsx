import { useRef } from 'preact/hooks'
import { catalog, catalogMistake, loadCatalog } from '../catalog.ts'
import { choosePicture, path, removed } from '../target.ts'
import { readPath } from '../target-text.ts'
import { damage } from './damage.ts'
import { Icon } from './icon.tsx'
import { Thumbnail } from './thumbnail.tsx'
import { cancelUpload, uploading, uploadPicture } from './uploading.ts'

function UploadButton() {
  const file = useRef<HTMLInputElement>(null)
  const { busy } = uploading.value
  return (
    <>
      <input
        ref={file}
        type="file"
        hidden
        aria-label="Picture to upload"
        onChange={({ currentTarget }) => {
          const [chosen] = currentTarget.files ?? []
          if (chosen) uploadPicture(chosen)
          currentTarget.value = ''
        }}
      />
      <button
        type="button"
        class="button compact"
        onClick={() => (busy === undefined ? file.current?.click() : cancelUpload())}
      >
        <Icon name={busy === undefined ? 'add' : 'clear'} />
        {busy === undefined ? 'Upload' : 'Cancel'}
      </button>
    </>
  )
}

/** Chooses the picture: a sample, an upload, or any path. */
export function Pictures() {
  const { busy, error } = uploading.value
  return (
    <section class="pictures stack" aria-labelledby="pictures-title">
      <div class="row spread">
        <h2 id="pictures-title">Picture</h2>
        <div role="status" class="grow">
          {busy && <p class="busy quiet small">Uploading {busy}</p>}
        </div>
        {!busy && <span class="hint ways">drop, paste or</span>}
        <UploadButton />
      </div>
      <ul class="thumbnails">
        {catalog.value.pictures.map((picture) => (
          <Thumbnail key={picture.path} picture={picture} />
        ))}
      </ul>
      {catalogMistake.value !== undefined && (
        <div class="notice bad small row spread" role="alert">
          <span>The list of pictures could not be read: {catalogMistake.value}</span>
          <button type="button" class="button compact" onClick={loadCatalog}>
            Try again
          </button>
        </div>
      )}
      {error && (
        <p class="notice bad small" role="alert">
          <strong>{error.file}</strong>: {error.text}
        </p>
      )}
      {damage.value !== undefined && (
        <p class="notice bad small" role="alert">
          <strong>{damage.value.file}</strong>: {damage.value.text}. Without parameters, the original is
          delivered as it is.
        </p>
      )}
      <p role="status" class="removed quiet small">
        {removed.value.length > 0 &&
          `Removed with the previous picture: ${removed.value.join(', ')}. Undo brings both back.`}
      </p>
      <label class="field">
        <span>Path</span>
        <input
          class="input mono"
          value={path.value}
          spellcheck={false}
          autocomplete="off"
          onChange={({ currentTarget }) => choosePicture(readPath(currentTarget.value))}
        />
      </label>
    </section>
  )
}
