import { byteSource, type PeekableSource } from '../../engine/bytes/byte-source.ts'
import type { ImageSource } from '../../engine/bytes/image-source.ts'
import { join } from '../../engine/bytes/join.ts'
import type { TransformContext } from '../../engine/context.ts'
import type { OverlayOptions } from '../../engine/options/layers.ts'
import { type Layer, overlayLayer } from '../../engine/overlay/layer.ts'
import { granted, type Overlay, openOverlay } from '../../engine/overlay/overlay.ts'
import { withParameter } from '../../engine/overlay/parameter.ts'
import { shapedLayer, type TextFont } from '../../engine/overlay/text-layer.ts'
import { isSameSize } from '../../engine/picture/size.ts'
import { assertFont, MAX_FONT } from '../../engine/text/font.ts'
import { Failure, toFailure } from '../../errors.ts'
import { type HoldContext, holdInput } from './held-input.ts'
import { openInput } from './input.ts'
import type { Settings } from './settings.ts'

type FileSettings = Pick<Settings, 'files' | 'font' | 'signal'>
type FileContext = Pick<TransformContext, 'admission' | 'limits'>

/** Addresses of the files of an overlay, and the option that names them. */
interface Addresses {
  readonly parameter: string
  readonly addresses: readonly string[]
}

function addressesOf({ layer, url, font }: OverlayOptions, settings: FileSettings): Addresses {
  if (url !== undefined) return { parameter: `${layer}url`, addresses: [url] }
  if (font) return { parameter: `${layer}font`, addresses: font }
  if (settings.font === undefined)
    throw new Failure('bad-parameter', `${layer}text needs ${layer}font, or font in the context`)
  return { parameter: `${layer}text`, addresses: [settings.font] }
}

/**
 * Checks that the files of all overlays can be opened.
 * @throws Failure bad-parameter
 */
export function assertFiles(overlays: readonly OverlayOptions[], settings: FileSettings): void {
  for (const overlay of overlays) {
    const { parameter } = addressesOf(overlay, settings)
    if (!settings.files) throw new Failure('bad-parameter', `${parameter} needs files in the context`)
  }
}

/** Calls `files`. Its own errors are reported as those of an origin. */
async function opened(address: string, { files, signal }: FileSettings): Promise<ImageSource> {
  try {
    const input = await files?.(address, signal)
    if (input === undefined || input === null)
      throw new Failure('not-found', `files returned nothing for ${address}`)
    const { open, size } = openInput(input)
    return { body: open(), size, etag: undefined }
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof Failure) throw error
    const { reason } = toFailure(error)
    throw new Failure('bad-origin', `files failed for ${address}`, reason)
  }
}

/**
 * Opens the image of an overlay. A header that is longer than usual is not kept in memory. The
 * image is then opened again when it is drawn.
 */
async function openPicture(open: () => Promise<ImageSource>, { admission }: FileContext): Promise<Overlay> {
  const overlay = await openOverlay(await open(), (bytes, read) => admission.admit({ bytes }, read))
  if (!overlay.longHeader) return overlay
  overlay.cancel()
  async function render(size: Parameters<Overlay['render']>[0]) {
    const again = await openOverlay(await open(), granted)
    if (isSameSize(again.size, overlay.size) && again.memory(size) <= overlay.memory(size))
      return again.render(size)
    again.cancel()
    throw new Failure('bad-origin', 'the image changed while it was used')
  }
  return { ...overlay, render }
}

type OpenFont = TextFont & Pick<Layer, 'cancel'>

/** Opens a font. `cancel` ends its stream and releases its memory. */
async function openFont(address: string, settings: FileSettings, context: FileContext): Promise<OpenFont> {
  const source = await opened(address, settings)
  const input = byteSource(source, MAX_FONT)
  if (source.size === undefined) return heldFont(input, { ...settings, ...context })
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

async function textLayer(
  overlay: OverlayOptions,
  { parameter, addresses }: Addresses,
  settings: FileSettings,
  context: FileContext,
): Promise<Layer> {
  const fonts: OpenFont[] = []
  try {
    for (const address of addresses)
      fonts.push(await withParameter(parameter, () => openFont(address, settings, context)))
    return await shapedLayer(overlay, fonts, parameter, context.admission)
  } finally {
    for (const { cancel } of fonts) cancel()
  }
}

/**
 * Opens overlays one after the other.
 * @throws Failure whose detail names the option of the overlay that failed
 */
export async function openLayers(
  overlays: readonly OverlayOptions[],
  settings: FileSettings,
  context: FileContext,
): Promise<readonly Layer[]> {
  const layers: Layer[] = []
  try {
    for (const overlay of overlays) {
      const named = addressesOf(overlay, settings)
      const { parameter, addresses } = named
      const open = () => opened(addresses[0] ?? '', settings)
      layers.push(
        overlay.url === undefined
          ? await textLayer(overlay, named, settings, context)
          : overlayLayer(await withParameter(parameter, () => openPicture(open, context)), parameter),
      )
    }
    return layers
  } catch (error) {
    for (const { cancel } of layers) cancel()
    throw error
  }
}
