import { openOverlay } from '../../engine/overlay/overlay.ts'
import { withOption } from '../../engine/overlay/with-option.ts'
import type { JobContext } from '../../engine/transform/job.ts'
import { filesOf, type OpenedOverlay, type RequestedOverlay } from '../source/overlay.ts'
import { type CachedOverlay, overlayCache } from './cache.ts'
import { fontCache } from './fonts.ts'
import { type FileFacts, pictureLayer, type SourcedLayer } from './layer.ts'
import { textLayer } from './text-layer.ts'

const cache = overlayCache()
const fonts = fontCache()

/** Returns the size in bytes of the drawn overlays and the fonts in this isolate's caches. */
export const overlayBytes = (): number => cache.bytes() + fonts.bytes()

/** Drops the drawn overlays and the fonts in this isolate's caches. */
export function dropOverlays(): void {
  cache.dropPictures()
  fonts.drop()
}

/**
 * Drops cached overlays and their fonts, so that their files are read again.
 * @param scope text that `openLayers` was given
 */
export function forgetOverlays(overlays: readonly RequestedOverlay[], scope = ''): void {
  for (const { name } of filesOf(overlays)) {
    cache.forget(scope + name)
    fonts.forget(scope + name)
  }
}

function openPicture(
  { name, open }: OpenedOverlay,
  now: number,
  { signal, admission }: JobContext,
): Promise<CachedOverlay> {
  return cache.open(
    name,
    async (acquireMore) => {
      const source = await open(signal)
      const { etag, modified, maxAge } = source
      return { ...(await openOverlay(source, acquireMore)), etag, modified, maxAge }
    },
    now,
    (bytes, read) => admission.admit({ bytes }, read),
  )
}

/**
 * Opens a request's overlays one after the other, so that at most one of their headers is in memory
 * at a time. An image that several overlays show is opened once.
 * @param now Unix time in seconds
 * @param scope begins the file names in the caches. Different files in different instances may have
 *   the same name
 * @throws Failure whose detail names the parameter of the overlay that failed
 */
export async function openLayers(
  overlays: readonly RequestedOverlay[],
  now: number,
  context: JobContext,
  scope = '',
): Promise<readonly SourcedLayer[]> {
  const pictures = new Map<string, CachedOverlay>()
  const layers: SourcedLayer[] = []
  try {
    for (const { overlay, files: named } of overlays) {
      const files = named.map((file) => ({ ...file, name: scope + file.name }))
      const [file] = files
      if (!file) continue
      if (overlay.url === undefined) {
        layers.push(await textLayer({ overlay, files }, fonts, now, context))
        continue
      }
      const picture =
        pictures.get(file.name) ?? (await withOption(file.parameter, () => openPicture(file, now, context)))
      pictures.set(file.name, picture)
      layers.push(pictureLayer(picture, file.parameter))
    }
    return layers
  } catch (error) {
    for (const { cancel } of layers) cancel()
    throw error
  }
}

/** Returns the validators of all overlay files, each file once, in the order of `filesOf`. */
export function factsOf(
  overlays: readonly RequestedOverlay[],
  layers: readonly SourcedLayer[],
): readonly FileFacts[] {
  const facts = layers.flatMap(({ files }) => files)
  const names = overlays.flatMap(({ files }) => files.map(({ name }) => name))
  return [...new Map(facts.map((each, index) => [names[index], each])).values()]
}
