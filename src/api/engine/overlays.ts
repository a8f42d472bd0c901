import { byteSource, type PeekableSource } from '../../engine/bytes/byte-source.ts'
import { join } from '../../engine/bytes/join.ts'
import type { TransformContext } from '../../engine/context.ts'
import { totalBytes } from '../../engine/memory/demand.ts'
import { type Layer, overlayLayer } from '../../engine/overlay/layer.ts'
import { granted, type Overlay, openOverlay } from '../../engine/overlay/overlay.ts'
import { withParameter } from '../../engine/overlay/parameter.ts'
import { shapedLayer, type TextFont } from '../../engine/overlay/text-layer.ts'
import { isSameSize } from '../../engine/picture/size.ts'
import { assertFont, MAX_FONT } from '../../engine/text/font.ts'
import { Failure } from '../../errors.ts'
import type { OpenFile, OverlayFiles } from './files.ts'
import { type HoldContext, holdInput } from './held-input.ts'

type FileContext = Pick<TransformContext, 'admission' | 'limits' | 'signal'>

/**
 * Opens the image of an overlay. A header that is longer than usual is not kept in memory. The
 * image is then opened again when it is drawn.
 */
async function openPicture({ open }: OpenFile, { admission, signal }: FileContext): Promise<Overlay> {
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

type OpenFont = TextFont & Pick<Layer, 'cancel'>

/** Opens a font. `cancel` ends its stream and releases its memory. */
async function openFont({ open }: OpenFile, context: FileContext): Promise<OpenFont> {
  const source = { ...(await open()), etag: undefined, signal: context.signal }
  const input = byteSource(source, MAX_FONT)
  if (source.size === undefined) return heldFont(input, context)
  return {
    bytes: Math.min(source.size, MAX_FONT),
    async read() {
      assertFont(await input.peek(4))
      return input.readAll()
    },
    cancel: () => input.cancel(),
  }
}

/** Reads a font of unknown length at once, so that its length can be planned. */
async function heldFont(input: PeekableSource, context: HoldContext): Promise<OpenFont> {
  try {
    assertFont(await input.peek(4))
    const { pieces, size, release } = await holdInput(input, undefined, context)
    return { bytes: size, read: async () => join(pieces), cancel: release }
  } catch (error) {
    input.cancel()
    throw error
  }
}

async function textLayer({ overlay, parameter, files }: OverlayFiles, context: FileContext): Promise<Layer> {
  const fonts: OpenFont[] = []
  try {
    for (const file of files) fonts.push(await withParameter(parameter, () => openFont(file, context)))
    return await shapedLayer(overlay, fonts, parameter, context.admission)
  } finally {
    for (const { cancel } of fonts) cancel()
  }
}

async function pictureLayer({ parameter, files }: OverlayFiles, context: FileContext): Promise<Layer> {
  const [file] = files
  if (!file) throw new Failure('internal', undefined, 'an overlay has no file')
  return overlayLayer(await withParameter(parameter, () => openPicture(file, context)), parameter)
}

/**
 * Opens overlays one after the other.
 * @throws Failure whose detail names the option of the overlay that failed
 */
export async function openLayers(
  overlays: readonly OverlayFiles[],
  context: FileContext,
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
