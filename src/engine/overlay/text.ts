import { Failure } from '../../errors.ts'
import type { Color } from '../color/color.ts'
import type { Seat } from '../memory/seat.ts'
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
import { layOut } from '../text/layout.ts'
import type { ShapedText } from '../text/shape.ts'
import { type Kernel, view } from '../wasm/kernel.ts'
import { withKernel } from '../wasm/with-kernel.ts'
import type { DrawableOverlay } from './layer.ts'

/** One drawing of a text in one colour: its letters, its outline or its shadow. */
interface Coat {
  readonly svg: Svg
  readonly opacity: number
  /** Standard deviation of the blur of this drawing, in pixels of the overlay's own size. */
  readonly sigma: number
}

const SIZE = 0.05
const WHITE: Color = { r: 255, g: 255, b: 255, alpha: 1 }

const pixels = (length: number, side: number): number => (length <= 1 ? length * side : length)

const hex = ({ r, g, b }: Color) =>
  `#${[r, g, b].map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`

/**
 * Runs work that enforces the limits of an SVG, and converts its failures: for the client, they
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

interface Coats {
  readonly size: Size
  readonly coats: readonly Coat[]
}

/** Makes the drawings of a text from bottom to top: shadow, outline, letters. */
function coatsOf(text: ShapedText, overlay: OverlayOptions, base: Size): Coats {
  const { size = SIZE, width, lines = 'center', color = WHITE, stroke, shadow } = overlay
  const { box, svg } = layOut(text, {
    size: Math.max(1, pixels(size, base.height)),
    width: width === undefined ? undefined : pixels(width, base.width),
    align: lines,
    stroke: stroke?.width,
  })
  const window = shadow ? union(box, placed(spread(box, Math.ceil(2 * shadow.blur)), shadow)) : box
  const coat = (part: 'letters' | 'outline', paint: Color, shown: Box, sigma = 0): Coat => ({
    svg: asText(() => readSvg(svg(part, hex(paint), shown))),
    opacity: paint.alpha,
    sigma,
  })
  const whole = stroke ? 'outline' : 'letters'
  const coats = [
    ...(shadow
      ? [coat(whole, shadow.color, placed(window, { x: -shadow.x, y: -shadow.y }), shadow.blur)]
      : []),
    ...(stroke ? [coat('outline', stroke.color, window)] : []),
    coat('letters', color, window),
  ]
  return { size: sizeOf(window), coats }
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
 * Makes an overlay of a shaped text. It can be drawn in any size. Its own size follows from the
 * options.
 * @param base size of the output
 * @throws Failure too-large: the text has more outlines than an SVG may have
 */
export function textOverlay(text: ShapedText, overlay: OverlayOptions, base: Size): DrawableOverlay {
  const { size: own, coats } = coatsOf(text, overlay, base)
  const blurIn = ({ sigma }: Coat, { width }: Size) => ({ sigma: Math.min(100, (sigma * width) / own.width) })

  function draw(kernel: Kernel, coat: Coat, size: Size, seat: Seat): Picture {
    const drawn = asText(() => drawSvg(coat.svg, size, kernel, seat))
    const args = blurIn(coat, size)
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

  function blurMemory(size: Size): number {
    const sizes = coats.map((coat) => (coat.sigma > 0 ? blur.memory(size, blurIn(coat, size)) : 0))
    return Math.max(...sizes)
  }

  const pictures = (size: Size) => coats.length * onePicture(size) + blurMemory(size)

  return {
    size: own,
    release: releaseFrame,
    memory(size) {
      const documents = coats.reduce((sum, { svg }) => sum + svg.document.length, 0)
      const { codec } = svgMemory({ layered: false }, size)
      return { bytes: documents + onePicture(size), codec, kernel: pictures(size) }
    },
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
