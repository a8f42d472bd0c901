import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { CatalogPicture } from '../../protocol.ts'
import { formatBytes } from '../stage/numbers.ts'
import { choosePicture, path } from '../target.ts'
import { Icon } from './icon.tsx'
import { thumbnails } from './thumbnails.ts'

/** Width in pixels that stays visible to the left of the chosen picture and shows its neighbor. */
const AROUND = 116

/** Shows a picture that can be chosen. */
export function Thumbnail({ picture }: { picture: CatalogPicture }) {
  const failed = useSignal(false)
  const tile = useRef<HTMLLIElement>(null)
  const chosen = path.value === picture.path
  useEffect(() => {
    const { current } = tile
    if (chosen && current) current.parentElement?.scrollTo({ left: current.offsetLeft - AROUND })
  }, [chosen])
  const url = thumbnails.value.get(picture.path)
  const name = decodeURIComponent(picture.path.slice(picture.path.lastIndexOf('/') + 1))
  return (
    <li ref={tile}>
      <button
        type="button"
        class="thumbnail"
        aria-pressed={chosen}
        title={`${picture.path}, ${formatBytes(picture.bytes)}`}
        onClick={() => choosePicture(picture.path)}
      >
        {url && !failed.value ? (
          <img
            src={url}
            alt=""
            width="80"
            height="60"
            loading="lazy"
            onError={() => {
              failed.value = true
            }}
          />
        ) : (
          <span class="no-thumbnail">
            <Icon name="picture" />
          </span>
        )}
        <span class="thumbnail-name">{name}</span>
      </button>
    </li>
  )
}
