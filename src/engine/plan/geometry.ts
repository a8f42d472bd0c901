import type { Analysis } from '../analysis/analyze.ts'
import type { Header } from '../formats/header.ts'
import { rotatedSize } from '../ops/rotate.ts'
import { isFocus } from '../options/areas.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import {
  compose,
  inverse,
  quarterTurn,
  type Turn,
  turnBox,
  turnOf,
  turnSize,
} from '../picture/orientation.ts'
import type { Box, Size } from '../picture/size.ts'
import { cropBox, focusPoint } from './crop.ts'

/**
 * Geometry from a stored picture to the output, in whole pixels. The steps are: cut out `crop`,
 * scale it to `scaled`, take its part `window`, turn that by `turn`, place it at `at` on a canvas
 * with size `canvas`, and rotate the canvas by `angle`.
 *
 * A resampler need not compute the pixels in `scaled` outside `window`. It then converts the edges
 * of `window` to pixels of the stored picture and resamples that box. For example, the left edge of
 * `window` lies at `crop.x + window.x * crop.width / scaled.width`.
 */
export interface Geometry {
  readonly crop: Box
  readonly scaled: Size
  readonly window: Box
  readonly turn: Turn
  readonly canvas: Size
  readonly at: Point
  /**
   * Rotation in degrees clockwise. It is 0 if `turn` is enough; otherwise it is not a multiple of
   * 90.
   */
  readonly angle: number
  readonly output: Size
  /** Position on the canvas at which a cross marks the focus point, if a cross is requested. */
  readonly cross: Point | undefined
}

interface Point {
  readonly x: number
  readonly y: number
}

type ResizeOptions = Pick<TransformOptions, 'width' | 'height' | 'fit' | 'position' | 'enlarge' | 'extend'>

function shrinks(from: Size, { width, height, fit = 'cover' }: ResizeOptions): readonly [number, number] {
  const across = width === undefined ? undefined : from.width / width
  const down = height === undefined ? undefined : from.height / height
  if (across === undefined || down === undefined) {
    const shrink = across ?? down ?? 1
    return [shrink, shrink]
  }
  if (fit === 'fill') return [across, down]
  const shrink = fit === 'contain' || fit === 'inside' ? Math.max(across, down) : Math.min(across, down)
  return [shrink, shrink]
}

/**
 * Returns the size to which a crop is scaled. It divides instead of multiplying, so that halves
 * round as in sharp.
 */
function scaleSize(from: Size, resize: ResizeOptions): Size {
  const [across, down] = shrinks(from, resize)
  const minScale = resize.enlarge === false ? 1 : 0
  return {
    width: Math.max(1, Math.round(from.width / Math.max(across, minScale))),
    height: Math.max(1, Math.round(from.height / Math.max(down, minScale))),
  }
}

/**
 * Returns an offset along one axis. If the lengths differ by an odd number, the extra pixel is
 * added at a canvas's far side, or cut off at the near side, as in libvips and sharp.
 */
function place(
  room: number,
  position: string,
  near: string,
  far: string,
  round: (half: number) => number,
): number {
  if (position.includes(near)) return 0
  return position.includes(far) ? room : round(room / 2)
}

function placeIn(
  outer: Size,
  inner: Size,
  position = 'center',
  round = Math.floor,
): { x: number; y: number } {
  return {
    x: place(outer.width - inner.width, position, 'left', 'right', round),
    y: place(outer.height - inner.height, position, 'top', 'bottom', round),
  }
}

function windowOf(scaled: Size, { width, height, fit = 'cover', position }: ResizeOptions): Box {
  if (width === undefined || height === undefined || fit !== 'cover') return { x: 0, y: 0, ...scaled }
  const window = { width: Math.min(width, scaled.width), height: Math.min(height, scaled.height) }
  return { ...placeIn(scaled, window, position, Math.ceil), ...window }
}

function canvasOf(
  image: Size,
  { width, height, fit, position, extend }: ResizeOptions,
): { canvas: Size; placed: Box } {
  const padded = fit === 'contain' && width !== undefined && height !== undefined
  const inner = padded ? { width, height } : { width: image.width, height: image.height }
  const { x, y } = placeIn(inner, image, position)
  const { top, right, bottom, left } = extend ?? { top: 0, right: 0, bottom: 0, left: 0 }
  return {
    canvas: { width: left + inner.width + right, height: top + inner.height + bottom },
    placed: { x: left + x, y: top + y, width: image.width, height: image.height },
  }
}

const clamped = (at: number, room: number): number => Math.max(0, Math.min(room - 1, at))

function crossOf(
  intent: TransformOptions,
  within: Box,
  { crop, scaled, window }: Pick<Geometry, 'crop' | 'scaled' | 'window'>,
  placed: Box,
): Box | undefined {
  if (intent.crop === undefined || intent.crop === 'smart' || !isFocus(intent.crop) || !intent.crop.marked)
    return undefined
  const point = focusPoint(within, intent.crop)
  const across = ((within.x + point.x - crop.x) * scaled.width) / crop.width
  const down = ((within.y + point.y - crop.y) * scaled.height) / crop.height
  const x = clamped(Math.floor(across) - window.x, window.width)
  const y = clamped(Math.floor(down) - window.y, window.height)
  return { x: placed.x + x, y: placed.y + y, width: 1, height: 1 }
}

/**
 * Computes the geometry, exactly for every fit, position and orientation. It is first computed for
 * the upright picture, and then turned back to the stored picture. Decoding and resampling
 * therefore ignore the orientation, and only the small output is turned.
 * @param analysis needed for `trim` or a smart crop
 * @throws Failure bad-parameter: the crop lies outside the image
 */
export function geometry(
  header: Pick<Header, 'width' | 'height' | 'orientation'>,
  intent: TransformOptions,
  analysis: Analysis = {},
): Geometry {
  const upright = turnOf(header.orientation)
  const back = inverse(upright)
  const size = turnSize(header, upright)

  const crop = cropBox(size, intent, analysis)
  const scaled = scaleSize(crop, intent)
  const window = windowOf(scaled, intent)
  const { canvas, placed } = canvasOf(window, intent)

  const { flip = false, flop = false, rotate = 0 } = intent
  const angle = rotate % 90 === 0 ? 0 : rotate
  const requested = compose({ swap: false, mirrorX: flop, mirrorY: flip }, quarterTurn(rotate))
  const { x, y } = turnBox(placed, canvas, requested)
  const turned = turnSize(canvas, requested)
  const mark = crossOf(intent, analysis.trim ?? { x: 0, y: 0, ...size }, { crop, scaled, window }, placed)
  return {
    crop: turnBox(crop, size, back),
    scaled: turnSize(scaled, back),
    window: turnBox(window, scaled, back),
    turn: compose(upright, requested),
    canvas: turned,
    at: { x, y },
    angle,
    output: angle === 0 ? turned : rotatedSize(turned, angle),
    cross: mark && turnBox(mark, canvas, requested),
  }
}

/** Returns the boxes to blacken, in stored pixels, cut to the image. */
export function redactions(
  header: Pick<Header, 'width' | 'height' | 'orientation'>,
  { redact = [] }: TransformOptions,
): readonly Box[] {
  const upright = turnOf(header.orientation)
  const size = turnSize(header, upright)
  const inside = redact.filter(({ x, y }) => x < size.width && y < size.height)
  return inside.map(({ x, y, width, height }) => {
    const box = { x, y, width: Math.min(width, size.width - x), height: Math.min(height, size.height - y) }
    return turnBox(box, size, inverse(upright))
  })
}
