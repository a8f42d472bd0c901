import { shapedLayer } from '../../engine/overlay/text-layer.ts'
import type { JobContext } from '../../engine/transform/job.ts'
import type { RequestedOverlay } from '../source/overlay.ts'
import type { Font, FontCache } from './fonts.ts'
import type { SourcedLayer } from './layer.ts'

/**
 * Opens the fonts of a text and shapes the text. All fonts are opened, because their validators are
 * needed to check a cached image. Only the fonts that contain the text's characters are read.
 * @param now Unix time in seconds
 * @throws Failure whose detail names the parameter of the text or its fonts
 */
export async function textLayer(
  { overlay, files }: RequestedOverlay,
  cache: FontCache,
  now: number,
  context: JobContext,
): Promise<SourcedLayer> {
  const fonts: Font[] = []
  try {
    for (const file of files) fonts.push(await cache.open(file, now, context))
    const layer = await shapedLayer(overlay, fonts, files[0]?.parameter ?? 'olfont', context.admission)
    return {
      ...layer,
      files: fonts.map(({ etag, modified, maxAge, since }) => ({ etag, modified, maxAge, since })),
    }
  } finally {
    for (const { cancel } of fonts) cancel()
  }
}
