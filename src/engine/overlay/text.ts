import { Failure } from '../../errors.ts'
import type { Seat } from '../../memory/index.ts'
import type { Color } from '../color/color.ts'
import { blur, blurs } from '../ops/blur.ts'
import { onePicture } from '../ops/operation.ts'
import { frameOf, releaseFrame } from '../ops/upright.ts'
import type { OverlayOptions } from '../options/layers.ts'
import type { Picture } from '../picture/picture.ts'
import type { Size } from '../picture/size.ts'
import { assertUncrossed, drawSvg, svgMemory } from '../svg/draw.ts'
import { inTurn } from '../svg/in-turn.ts'
import { readSvg, type Svg } from '../svg/read.ts'
import { type Box, placed, sizeOf, spread, union } from '../text/box.ts'
import { layOut, measure, type TextDrawing, type TextStyle } from '../text/layout.ts'
import type { ShapedText } from '../text/shape.ts'
import { type Kernel, view } from '../wasm/kernel.ts'
import { sum } from '../wasm/needs.ts'
import { withKernel } from '../wasm/with-kernel.ts'
import type { DrawableOverlay } from './layer.ts'
import type { MeasuredOverlay } from './overlay.ts'

/** One drawing of a text in one color: its letters, its outline or its shadow. */
interface Coat {
  readonly svg: Svg
  readonly opacity: number
  /** Standard deviation of this drawing's blur, in pixels at the overlay's own size. */
  readonly sigma: number
}

const SIZE = 0.05
const WHITE: Color = { r: 255, g: 255, b: 255, alpha: 1 }

const pixels = (length: number, side: number): number => (length <= 1 ? length * side : length)

const hex = ({ r, g, b }: Color) =>
  `#${[r, g, b].map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`

/**
 * Runs work that enforces the limits for an SVG, and converts its failures: for the client, they
 * mean that the text is too long.
 */
function asText<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    throw new Failure('too-large', 'the outlines of the text are too complex: use less text', error.message)
  }
}

/** Returns a text's style on an output. */
function styleOn({ size = SIZE, width, lines = 'center', stroke }: OverlayOptions, base: Size): TextStyle {
  return {
    size: Math.max(1, pixels(size, base.height)),
    width: width === undefined ? undefined : pixels(width, base.width),
    align: lines,
    stroke: stroke?.width,
  }
}

/** Returns the box around a text and its shadow. */
const windowOf = (box: Box, { shadow }: OverlayOptions): Box =>
  shadow ? union(box, placed(spread(box, Math.ceil(2 * shadow.blur)), shadow)) : box

/** Makes a text's drawings from bottom to top: shadow, outline, letters. */
function coatsOf(
  { svg }: TextDrawing,
  window: Box,
  { color = WHITE, stroke, shadow }: OverlayOptions,
): readonly Coat[] {
  const coat = (part: 'letters' | 'outline', paint: Color, shown: Box, sigma = 0): Coat => ({
    svg: asText(() => readSvg(svg(part, hex(paint), shown))),
    opacity: paint.alpha,
    sigma,
  })
  const whole = stroke ? 'outline' : 'letters'
  return [
    ...(shadow
      ? [coat(whole, shadow.color, placed(window, { x: -shadow.x, y: -shadow.y }), shadow.blur)]
      : []),
    ...(stroke ? [coat('outline', stroke.color, window)] : []),
    coat('letters', color, window),
  ]
}

function fade(
  kernel: Kernel,
  { address, width, height }: Picture['planes'][0] & Size,
  opacity: number,
): void {
  if (opacity === 1) return
  const samples = view(kernel, address, width * height * 4)
  for (let at = 3; at < samples.length; at += 4) samples[at] = Math.round((samples[at] ?? 0) * opacity)
}

/**
 * Maximum length in bytes of a group's tags in a rewritten SVG. The root element grows by less than
 * this.
 */
const MAX_GROUP = 256

/** Size in pixels of a text's picture, and the numbers from which its memory is planned. */
interface TextFacts {
  readonly size: Size
  /** Standard deviation of each drawing's blur, in pixels at the overlay's own size. */
  readonly sigmas: readonly number[]
  /** Total SVG length in bytes. */
  readonly documents: number
}

const blurIn = (sigma: number, own: Size, { width }: Size) => ({
  sigma: Math.min(100, (sigma * width) / own.width),
})

function measuredText({ size: own, sigmas, documents }: TextFacts): MeasuredOverlay {
  function blurMemory(size: Size): number {
    const sizes = sigmas.map((sigma) => (sigma > 0 ? blur.memory(size, blurIn(sigma, own, size)) : 0))
    return Math.max(...sizes)
  }
  return {
    size: own,
    memory(size) {
      const { codec } = svgMemory({ layered: false }, size)
      const kernel = sigmas.length * onePicture(size) + blurMemory(size)
      return { bytes: documents + onePicture(size), codec, kernel }
    },
  }
}

/**
 * Makes an overlay from a shaped text. It can be drawn at any size. Its own size follows from the
 * options.
 * @param base output size
 * @throws Failure too-large: the text has more outlines than an SVG may have
 */
export function textOverlay(text: ShapedText, overlay: OverlayOptions, base: Size): DrawableOverlay {
  const drawing = layOut(text, styleOn(overlay, base))
  const window = windowOf(drawing.box, overlay)
  const own = sizeOf(window)
  const coats = coatsOf(drawing, window, overlay)
  const sigmas = coats.map(({ sigma }) => sigma)
  const documents = sum(coats.map(({ svg }) => svg.document.length))

  function draw(kernel: Kernel, coat: Coat, size: Size, seat: Seat): Picture {
    const drawn = asText(() => drawSvg(coat.svg, size, kernel, seat))
    const args = blurIn(coat.sigma, own, size)
    const picture = coat.sigma > 0 && blurs(args) ? blur.run(kernel, drawn, args) : drawn
    for (const plane of picture.planes) fade(kernel, plane, coat.opacity)
    return picture
  }

  function compose(kernel: Kernel, size: Size, seat: Seat): Picture {
    const [lowest, ...others] = coats.map((coat) => draw(kernel, coat, size, seat))
    if (!lowest) throw new Error('a text has at least its letters')
    const [{ address = 0 } = {}] = lowest.planes
    for (const { planes } of others)
      for (const over of planes) kernel.composite(address, over.address, size.width * size.height)
    return lowest
  }

  // It would take too long to write and read the SVGs for each output that a search tries.
  function on(output: Size): MeasuredOverlay {
    const { box, glyphBytes, groupCount, isTooLong } = measure(text, styleOn(overlay, output))
    const more = glyphBytes - drawing.glyphBytes + MAX_GROUP * (1 + groupCount)
    const size = sizeOf(windowOf(box, overlay))
    const most = isTooLong ? Number.POSITIVE_INFINITY : documents + coats.length * more
    return measuredText({ size, sigmas, documents: most })
  }

  return {
    ...measuredText({ size: own, sigmas, documents }),
    on,
    release: releaseFrame,
    async render(size, seat) {
      assertUncrossed(
        coats.map(({ svg }) => svg),
        size,
      )
      return withKernel(seat, (kernel) =>
        inTurn({ layered: false }, size, (codec) => frameOf(kernel, compose(kernel, size, codec)), kernel),
      )
    },
  }
}
