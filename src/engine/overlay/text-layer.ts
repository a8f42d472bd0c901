import { type Admission, type Demand, largeMemory, takeFor } from '../../memory/index.ts'
import type { FileOption, OverlayOptions } from '../options/layers.ts'
import { harfbuzzMemory } from '../text/harfbuzz.ts'
import { type ShapedText, shapeText } from '../text/shape.ts'
import type { Layer } from './layer.ts'
import { textOverlay } from './text.ts'
import { withOption } from './with-option.ts'

/** Opened font file for a text. */
export interface TextFont {
  /** Maximum memory that `read` needs, in bytes. */
  readonly bytes: number
  /** Reads the whole font. It is called at most once. Throws `Failure`. */
  read(): Promise<Uint8Array>
}

/**
 * Returns the memory to plan for shaping a text: its fonts' size in bytes, and a HarfBuzz instance
 * with copies of the fonts.
 */
function demandOf(fonts: readonly TextFont[]): Demand {
  const bytes = fonts.reduce((sum, font) => sum + font.bytes, 0)
  return { bytes, codec: largeMemory(harfbuzzMemory(bytes)) }
}

/**
 * Shapes a text with its fonts. Reads the next font only if the previous fonts lack a character.
 */
async function shape(text: string, fonts: readonly TextFont[]): Promise<ShapedText> {
  const read: Uint8Array[] = []
  for (const font of fonts.slice(0, -1)) {
    read.push(await font.read())
    const shaped = await shapeInTurn(text, read)
    if (shaped.isComplete) return shaped
  }
  const last = await fonts.at(-1)?.read()
  return shapeInTurn(text, last ? [...read, last] : read)
}

/** Waits for the large memory, then shapes a text. */
async function shapeInTurn(text: string, fonts: readonly Uint8Array[]): Promise<ShapedText> {
  const seat = await takeFor(undefined, harfbuzzMemory(fonts.reduce((sum, { length }) => sum + length, 0)))
  try {
    return shapeText(text, fonts, seat)
  } finally {
    seat.free()
  }
}

/**
 * Shapes a text as soon as there is memory, and makes the layer that draws the text.
 * @param option option that names the fonts, such as `ol2font`
 * @throws Failure whose detail names the text's option or that of its fonts
 */
export async function shapedLayer(
  overlay: OverlayOptions,
  fonts: readonly TextFont[],
  option: FileOption,
  admission: Admission,
): Promise<Layer> {
  const shaped = await admission.admit(demandOf(fonts), () =>
    withOption(option, () => shape(overlay.text ?? '', fonts)),
  )
  const name = `${overlay.layer}text` as const
  return {
    open: (output) =>
      withOption(name, async () => {
        const drawing = textOverlay(shaped, overlay, output)
        return { ...drawing, render: (size, seat) => withOption(name, () => drawing.render(size, seat)) }
      }),
    cancel: () => undefined,
  }
}
