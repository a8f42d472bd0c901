import type { Crop, Focus } from '../../../src/engine/options/areas.ts'
import { PIXEL_OPTIONS } from '../../../src/engine/options/pixel-options.ts'
import { crop } from '../../../src/signing/url/area-values.ts'
import { OPTIONS } from '../../../src/signing/url/options.ts'
import { type Box, clamp, type Extent, type Point } from './boxes.ts'

/** Edit that the user makes by dragging on the source. */
export type Mode = 'crop' | 'focus' | 'redact' | 'smart'

/** Maximum number of boxes that `redact` takes. */
export const MAX_REDACTIONS = PIXEL_OPTIONS.redact.shape.max

/** Maximum width, height and offset in `crop`. */
const MAX_SIDE = 10_000

export function modeOf(text: string | undefined): Mode {
  const value = text === undefined ? undefined : crop.parse(text)
  if (value === 'smart') return 'smart'
  return value && 'at' in value ? 'focus' : 'crop'
}

/**
 * Returns the `crop` rectangle within an upright source. Returns `undefined` for other forms of
 * `crop`.
 */
export function cropRectangle(text: string | undefined, source: Extent): Box | undefined {
  const value: Crop | undefined = text === undefined ? undefined : crop.parse(text)
  if (!value || value === 'smart' || 'at' in value) return undefined
  const width = Math.min(value.width, source.width)
  const height = Math.min(value.height, source.height)
  const x = clamp(value.x ?? Math.floor((source.width - width) / 2), 0, source.width - 1)
  const y = clamp(value.y ?? Math.floor((source.height - height) / 2), 0, source.height - 1)
  return { x, y, width: Math.min(width, source.width - x), height: Math.min(height, source.height - y) }
}

/**
 * Formats a rectangle as a `crop` value.
 * @example formatCrop({ x: 10, y: 20, width: 300, height: 200 }) // '300,200,10,20'
 */
export function formatCrop({ x, y, width, height }: Box): string {
  return crop.format({
    width: Math.min(width, MAX_SIDE),
    height: Math.min(height, MAX_SIDE),
    x: Math.min(x, MAX_SIDE),
    y: Math.min(y, MAX_SIDE),
  })
}

/**
 * Returns the focal point in `crop` relative to an upright source's width and height. Returns
 * `undefined` for other forms of `crop`.
 */
export function focusOf(text: string | undefined, source: Extent): Focus | undefined {
  const value = text === undefined ? undefined : crop.parse(text)
  if (!value || value === 'smart' || !('at' in value)) return undefined
  const [x, y] = value.at
  return { ...value, at: [x <= 1 ? x : x / source.width, y <= 1 ? y : y / source.height] }
}

const DECIMALS = 1000
const share = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * DECIMALS) / DECIMALS

/**
 * Formats a focal point as a `crop` value. Coordinates have three decimals.
 * @example formatFocus({ x: 0.5, y: 1 / 3 }, 2) // 'fp,0.5,0.333,2'
 */
export function formatFocus({ x, y }: Point, zoom = 1, marked = false): string {
  const factor = Math.round(Math.min(100, Math.max(1, zoom)) * 100) / 100
  return crop.format({ at: [share(x), share(y)], zoom: factor, marked })
}

/** Returns the boxes in `redact`. Returns none if the value is malformed. */
export const redactions = (text: string | undefined): readonly Box[] =>
  (text === undefined ? undefined : OPTIONS.redact.parse(text)) ?? []

/**
 * Formats boxes as a `redact` value. Returns `undefined` for no boxes, so that the parameter is
 * removed.
 */
export const formatRedactions = (boxes: readonly Box[]): string | undefined =>
  boxes.length === 0 ? undefined : OPTIONS.redact.format(boxes.slice(0, MAX_REDACTIONS))

/** Aspect ratios that the page offers for a crop that needs width and height. */
const SHAPES = [
  [1, 1],
  [4, 3],
  [16, 9],
  [3, 4],
] as const

/** Width or height in pixels that is offered if the target has neither. */
const SENSIBLE_SIDE = 800

/** Width and height that the page offers, with the name for their ratio. */
export interface Shape {
  readonly name: string
  readonly width: string
  readonly height: string
}

/**
 * Returns the sizes that make a focal point or `smart` work: the server needs width and height, so
 * that there is something to cut off. Returns none if the target has both.
 * @param given parameters in the target and in its preset
 */
export function shapesFor(given: ReadonlyMap<string, string>): readonly Shape[] {
  const [width, height] = [given.get('width'), given.get('height')]
  if (width !== undefined && height !== undefined) return []
  return SHAPES.map(([across, down]) => {
    const side =
      width ?? String(height === undefined ? SENSIBLE_SIDE : Math.round((Number(height) * across) / down))
    return {
      name: `${across} : ${down}`,
      width: side,
      height: height ?? String(Math.round((Number(side) * down) / across)),
    }
  })
}

/** Maximum offset and width of an overlay in pixels. */
const OVERLAY_MAX = 2000

/** Returns the parameters that move the overlay to its box. */
export function overlayPlace({ x, y }: Box) {
  return {
    olx: String(clamp(x, 0, OVERLAY_MAX)),
    oly: String(clamp(y, 0, OVERLAY_MAX)),
    olalign: undefined,
    olpadding: undefined,
  }
}

/**
 * Returns the parameters that give the overlay its box's width. The height follows from the aspect
 * ratio.
 */
export function overlaySize({ width }: Box) {
  return { olwidth: String(clamp(width, 2, OVERLAY_MAX)), olheight: undefined, olscale: undefined }
}
