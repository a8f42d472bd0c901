import type { TransformContext } from '../../engine/context.ts'
import type { Demand } from '../../engine/memory/admission.ts'
import { textOverlay } from '../../engine/overlay/text.ts'
import { harfbuzzMemory } from '../../engine/text/harfbuzz.ts'
import { type ShapedText, shapeText } from '../../engine/text/shape.ts'
import { type RequestedOverlay, withParameter } from '../source/overlay.ts'
import type { Font, FontCache } from './fonts.ts'
import type { SourcedLayer } from './layer.ts'

/**
 * Returns the memory to plan for shaping a text: the size in bytes of its fonts, and a HarfBuzz
 * instance with copies of the fonts.
 */
function demandOf(fonts: readonly Font[]): Demand {
  const bytes = fonts.reduce((sum, font) => sum + font.bytes, 0)
  return { bytes, instances: [{ kind: 'harfbuzz', bytes: harfbuzzMemory(bytes) }] }
}

/**
 * Shapes a text with its fonts. Reads the next font only if the previous fonts lack a character.
 */
async function shape(text: string, fonts: readonly Font[]): Promise<ShapedText> {
  const read: Uint8Array[] = []
  for (const font of fonts.slice(0, -1)) {
    read.push(await font.read())
    const shaped = shapeText(text, read)
    if (shaped.isComplete) return shaped
  }
  const last = await fonts.at(-1)?.read()
  return shapeText(text, last ? [...read, last] : read)
}

/**
 * Opens the fonts of a text and shapes the text. All fonts are opened, because their validators are
 * needed to check a cached image. Only the fonts that contain the text's characters are read.
 * @param now Unix time in seconds
 * @throws Failure whose detail names the parameter of the text or of its fonts
 */
export async function textLayer(
  { overlay, files }: RequestedOverlay,
  cache: FontCache,
  now: number,
  { signal, admission }: Pick<TransformContext, 'signal' | 'admission'>,
): Promise<SourcedLayer> {
  const fonts: Font[] = []
  try {
    for (const file of files) fonts.push(await cache.open(file, now, signal))
    const parameter = files[0]?.parameter ?? 'olfont'
    const shaped = await admission.admit(demandOf(fonts), () =>
      withParameter(parameter, () => shape(overlay.text ?? '', fonts)),
    )
    const name = `${overlay.layer}text`
    return {
      files: fonts.map(({ etag, modified, maxAge, since }) => ({ etag, modified, maxAge, since })),
      open: (output) =>
        withParameter(name, async () => {
          const drawing = textOverlay(shaped, overlay, output)
          return { ...drawing, render: (size) => withParameter(name, () => drawing.render(size)) }
        }),
      cancel: () => undefined,
    }
  } finally {
    for (const { cancel } of fonts) cancel()
  }
}
