import { Failure } from '../errors.ts'
import {
  type Box,
  compose,
  inverse,
  quarterTurn,
  type Size,
  type Turn,
  turnBox,
  turnOf,
  turnSize,
} from '../ops/orientation.ts'
import type { Header } from '../probe/header.ts'
import type { Intent } from '../url/intent.ts'
import type { Crop } from '../url/values.ts'

/**
 * The way from a stored picture to the output, in whole pixels: cut `crop` out of it, scale that to `scaled`,
 * take `window` of the result, turn it by `turn`, and lay it at `at` on a canvas of size `output`.
 * A resampler that never makes the whole of `scaled` maps `window` back:
 * its left edge is `crop.x + window.x * crop.width / scaled.width` in source pixels.
 */
export interface Geometry {
  readonly crop: Box
  readonly scaled: Size
  readonly window: Box
  readonly turn: Turn
  readonly output: Size
  readonly at: { readonly x: number; readonly y: number }
}

type Resize = Pick<Intent, 'width' | 'height' | 'fit' | 'position' | 'enlarge'>

function cropBox({ width, height }: Size, crop: Crop | undefined): Box {
  if (!crop) return { x: 0, y: 0, width, height }
  const cut: Size = { width: Math.min(crop.width, width), height: Math.min(crop.height, height) }
  const x = crop.x ?? Math.floor((width - cut.width) / 2)
  const y = crop.y ?? Math.floor((height - cut.height) / 2)
  if (x >= width || y >= height)
    throw new Failure('bad-parameter', `crop: ${x},${y} lies outside the image, which is ${width}x${height}`)
  return { x, y, width: Math.min(cut.width, width - x), height: Math.min(cut.height, height - y) }
}

/** How many source pixels go into one of the output along both axes, before `enlarge` is heeded. */
function shrinks(from: Size, { width, height, fit = 'cover' }: Resize): readonly [number, number] {
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

/** Divides by the shrink rather than multiplying by a scale, so that halves round as they do in sharp. */
function scaleSize(from: Size, resize: Resize): Size {
  const [across, down] = shrinks(from, resize)
  const least = resize.enlarge === false ? 1 : 0
  return {
    width: Math.max(1, Math.round(from.width / Math.max(across, least))),
    height: Math.max(1, Math.round(from.height / Math.max(down, least))),
  }
}

/**
 * Where `inner` stands in `outer` along one axis. The odd pixel of a centred place goes to the far side where the
 * image is laid on a canvas and to the near side where it is cut, as in libvips' embed and sharp's crop.
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

/** The part of the scaled image that is kept: all of it, but for `cover`. */
function windowOf(scaled: Size, { width, height, fit = 'cover', position }: Resize): Box {
  if (width === undefined || height === undefined || fit !== 'cover') return { x: 0, y: 0, ...scaled }
  const kept = { width: Math.min(width, scaled.width), height: Math.min(height, scaled.height) }
  return { ...placeIn(scaled, kept, position, Math.ceil), ...kept }
}

/** The canvas, which is larger than the image for `contain` only, and where the image lies on it. */
function canvasOf(image: Size, { width, height, fit, position }: Resize): { canvas: Size; laid: Box } {
  const { width: across, height: down } = image
  const padded = fit === 'contain' && width !== undefined && height !== undefined
  const canvas = padded ? { width, height } : { width: across, height: down }
  return { canvas, laid: { ...placeIn(canvas, image, position), width: across, height: down } }
}

/**
 * Works out the geometry for a header and what a URL asks for; exact for every fit, position and orientation.
 * All of it is reckoned upright and then turned back into the stored picture, so that decoding and resampling need
 * not know of orientation and only the small output is turned.
 * @throws Failure bad-parameter: the crop lies outside the image
 */
export function geometry(header: Pick<Header, 'width' | 'height' | 'orientation'>, intent: Intent): Geometry {
  const upright = turnOf(header.orientation)
  const back = inverse(upright)
  const size = turnSize(header, upright)

  const crop = cropBox(size, intent.crop)
  const scaled = scaleSize(crop, intent)
  const window = windowOf(scaled, intent)
  const { canvas, laid } = canvasOf(window, intent)

  const { flip = false, flop = false, rotate = 0 } = intent
  const asked = compose({ swap: false, mirrorX: flop, mirrorY: flip }, quarterTurn(rotate))
  const { x, y } = turnBox(laid, canvas, asked)
  return {
    crop: turnBox(crop, size, back),
    scaled: turnSize(scaled, back),
    window: turnBox(window, scaled, back),
    turn: compose(upright, asked),
    output: turnSize(canvas, asked),
    at: { x, y },
  }
}
