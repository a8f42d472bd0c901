import { effect, signal } from '@preact/signals'
import { MAX_TARGETS } from '../../protocol.ts'
import { sign } from '../api.ts'
import { catalog } from '../catalog.ts'
import { isOpening } from '../view.ts'

/** Thumbnail parameters. The size is twice the size on the page, for sharp display. */
const QUERY = 'width=160&height=120&format=webp&quality=70'

/** Signed thumbnail URLs by picture path. */
export const thumbnails = signal<ReadonlyMap<string, string>>(new Map())

async function signThumbnails(paths: readonly string[]): Promise<void> {
  const results = await sign(paths.map((path) => `${path}?${QUERY}`))
  const signed = paths.flatMap((path, index): [string, string][] => {
    const result = results[index]
    return result && 'url' in result ? [[path, result.url]] : []
  })
  thumbnails.value = new Map([...thumbnails.peek(), ...signed])
}

/**
 * Signs thumbnails for new pictures in the catalog. It first waits for the target's result, which
 * has priority.
 */
export function keepThumbnails(): void {
  effect(() => {
    const { pictures } = catalog.value
    if (isOpening.value) return
    const paths = pictures.map(({ path }) => path).filter((path) => !thumbnails.peek().has(path))
    // If signing fails, the picture has no thumbnail and is shown as an icon with its name.
    if (paths.length > 0) signThumbnails(paths.slice(0, MAX_TARGETS)).catch(() => undefined)
  })
}
