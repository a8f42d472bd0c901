import fc from 'fast-check'
import sharp from 'sharp'
import { type OverlayOptions, overlaysOf } from '../../../src/engine/options/layers.ts'
import type { TransformOptions } from '../../../src/engine/options/transform-options.ts'
import { granted, type Overlay, openOverlay } from '../../../src/engine/overlay/overlay.ts'
import { textOverlay } from '../../../src/engine/overlay/text.ts'
import type { Size } from '../../../src/engine/picture/size.ts'
import type { PlanInputs } from '../../../src/engine/plan/plan.ts'
import { type ShapedText, shapeText } from '../../../src/engine/text/shape.ts'
import { FONTS } from '../text/fonts.ts'

const TEXTS = ['Hello World', 'first line\nand a second one that is much longer than the first']
const DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="90"><circle r="9"/></svg>'

const sourceOf = (file: Uint8Array<ArrayBuffer>) => ({
  body: new Blob([file]).stream(),
  size: file.length,
  etag: undefined,
})

async function opened(file: Uint8Array): Promise<Overlay> {
  const overlay = await openOverlay(sourceOf(Uint8Array.from(file)), granted)
  overlay.cancel()
  return overlay
}

const BLACK = { r: 0, g: 0, b: 0, alpha: 1 }
const pixelsOrShare = fc.oneof(
  fc.integer({ min: 2, max: 2000 }),
  fc.integer({ min: 1, max: 10 }).map((n) => n / 10),
)
const offsets = fc.integer({ min: -200, max: 200 })
const placing = {
  width: pixelsOrShare,
  rotate: fc.constantFrom(30, 90, 315),
  repeat: fc.constant(true),
}
const pictures = fc.record(
  {
    url: fc.constantFrom('/photo.jpg', '/logo.png', '/photo.webp', '/drawing.svg'),
    ...placing,
    height: pixelsOrShare,
  },
  { requiredKeys: ['url'] },
)
const texts = fc.record(
  {
    text: fc.constantFrom(...TEXTS),
    size: pixelsOrShare,
    ...placing,
    stroke: fc.record({ width: fc.integer({ min: 1, max: 30 }), color: fc.constant(BLACK) }),
    shadow: fc.record({
      blur: fc.integer({ min: 0, max: 50 }),
      x: offsets,
      y: offsets,
      color: fc.constant(BLACK),
    }),
  },
  { requiredKeys: ['text'] },
)

function optionsOf(prefix: string, layer: object): TransformOptions {
  return Object.fromEntries(Object.entries(layer).map(([name, value]) => [prefix + name, value]))
}

/** Options for one or two overlays of every kind. */
export const overlayOptions: fc.Arbitrary<TransformOptions> = fc
  .array(fc.oneof(texts, pictures), { minLength: 1, maxLength: 2 })
  .map(([first = {}, second = {}]) => ({ ...optionsOf('ol', first), ...optionsOf('ol2', second) }))

/** Opens the overlays of `overlayOptions` for an output, as a request for that output does. */
export type OpenOverlays = (options: TransformOptions, output: Size) => NonNullable<PlanInputs['overlays']>

/** Reads the files of the overlays. */
export async function overlayFiles(): Promise<OpenOverlays> {
  const photo = sharp({ create: { width: 1600, height: 1200, channels: 3, background: '#875' } })
  const logo = sharp({ create: { width: 900, height: 500, channels: 4, background: '#8758' } })
  const files: Readonly<Record<string, Overlay>> = {
    '/photo.jpg': await opened(await photo.clone().jpeg().toBuffer()),
    '/photo.webp': await opened(await photo.clone().webp().toBuffer()),
    '/logo.png': await opened(await logo.png().toBuffer()),
    '/drawing.svg': await opened(new TextEncoder().encode(DRAWING)),
  }
  const shaped = new Map<string, ShapedText>(TEXTS.map((text) => [text, shapeText(text, [FONTS.latin()])]))
  function open(overlay: OverlayOptions, output: Size) {
    const text = shaped.get(overlay.text ?? '')
    if (text) return textOverlay(text, overlay, output)
    const file = files[overlay.url ?? '']
    if (!file) throw new Error(`there is no overlay ${overlay.url}`)
    return file
  }
  return (options, output) => overlaysOf(options).map((overlay) => open(overlay, output))
}
