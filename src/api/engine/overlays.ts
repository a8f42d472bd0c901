import { type Layer, overlayLayer } from '../../engine/overlay/layer.ts'
import { granted, type Overlay, openOverlay } from '../../engine/overlay/overlay.ts'
import { shapedLayer } from '../../engine/overlay/text-layer.ts'
import { withOption } from '../../engine/overlay/with-option.ts'
import { isSameSize } from '../../engine/picture/size.ts'
import type { JobContext } from '../../engine/transform/job.ts'
import { type OpenFont, openFont } from '../../engine/transform/open-font.ts'
import { totalBytes } from '../../engine/wasm/needs.ts'
import { Failure } from '../../errors.ts'
import type { OpenFile, OverlayFiles } from './files.ts'

/**
 * Opens an overlay's image. A header that is longer than usual is not kept in memory. The image is
 * then opened again when it is drawn.
 */
async function openPicture({ open }: OpenFile, { admission, signal }: JobContext): Promise<Overlay> {
  const source = async () => ({ ...(await open()), etag: undefined, signal })
  const overlay = await openOverlay(await source(), (bytes, read) => admission.admit({ bytes }, read))
  if (!overlay.longHeader) return overlay
  overlay.cancel()
  async function render(...[size, seat]: Parameters<Overlay['render']>) {
    const again = await openOverlay(await source(), granted)
    if (
      isSameSize(again.size, overlay.size) &&
      totalBytes(again.memory(size)) <= totalBytes(overlay.memory(size))
    )
      return again.render(size, seat)
    again.cancel()
    throw new Failure('bad-origin', 'the image changed while it was used')
  }
  return { ...overlay, render }
}

async function textLayer({ overlay, option, files }: OverlayFiles, context: JobContext): Promise<Layer> {
  const fonts: OpenFont[] = []
  try {
    for (const { open } of files)
      fonts.push(
        await withOption(option, async () =>
          openFont({ ...(await open()), etag: undefined, signal: context.signal }, context),
        ),
      )
    return await shapedLayer(overlay, fonts, option, context.admission)
  } finally {
    for (const { cancel } of fonts) cancel()
  }
}

async function pictureLayer({ option, files }: OverlayFiles, context: JobContext): Promise<Layer> {
  const [file] = files
  if (!file) throw new Failure('internal', undefined, 'an overlay has no file')
  return overlayLayer(await withOption(option, () => openPicture(file, context)), option)
}

/**
 * Opens overlays one after the other.
 * @throws Failure whose detail names the overlay option that failed
 */
export async function openLayers(
  overlays: readonly OverlayFiles[],
  context: JobContext,
): Promise<readonly Layer[]> {
  const layers: Layer[] = []
  try {
    for (const each of overlays)
      layers.push(await (each.overlay.url === undefined ? textLayer : pictureLayer)(each, context))
    return layers
  } catch (error) {
    for (const { cancel } of layers) cancel()
    throw error
  }
}
