import { type Crop, crop, type Focus, regions } from '../../../src/signing/url/areas.ts'
import { type Box, clamp, type Extent, type Point } from './boxes.ts'

/** What the reader drags on the source. */
export type Mode = 'crop' | 'focus' | 'redact' | 'smart'

/** Most boxes that `redact` takes. */
export const MAX_REDACTIONS = 16

/** Largest side and offset that `crop` takes. */
const MAX_SIDE = 10_000

export function modeOf(text: string | undefined): Mode {
  const value = text === undefined ? undefined : crop.parse(text)
  if (value === 'smart') return 'smart'
  return value && 'at' in value ? 'focus' : 'crop'
}

/** The rectangle that `crop` names within an upright source; nothing for other crops. */
export function cropRectangle(text: string | undefined, source: Extent): Box | undefined {
  const value: Crop | undefined = text === undefined ? undefined : crop.parse(text)
  if (!value || value === 'smart' || 'at' in value) return undefined
  const width = Math.min(value.width, source.width)
  const height = Math.min(value.height, source.height)
  const x = clamp(value.x ?? Math.floor((source.width - width) / 2), 0, source.width - 1)
  const y = clamp(value.y ?? Math.floor((source.height - height) / 2), 0, source.height - 1)
  return { x, y, width: Math.min(width, source.width - x), height: Math.min(height, source.height - y) }
}

/** @example formatCrop({ x: 10, y: 20, width: 300, height: 200 }) // '300,200,10,20' */
export function formatCrop({ x, y, width, height }: Box): string {
  return crop.format({
    width: Math.min(width, MAX_SIDE),
    height: Math.min(height, MAX_SIDE),
    x: Math.min(x, MAX_SIDE),
    y: Math.min(y, MAX_SIDE),
  })
}

/** The focal point as shares of an upright source; nothing for other crops. */
export function focusOf(text: string | undefined, source: Extent): Focus | undefined {
  const value = text === undefined ? undefined : crop.parse(text)
  if (!value || value === 'smart' || !('at' in value)) return undefined
  const [x, y] = value.at
  return { ...value, at: [x <= 1 ? x : x / source.width, y <= 1 ? y : y / source.height] }
}

const DECIMALS = 1000
const share = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * DECIMALS) / DECIMALS

/** Shares with three decimals. @example formatFocus({ x: 0.5, y: 1 / 3 }, 2) // 'fp,0.5,0.333,2' */
export function formatFocus({ x, y }: Point, zoom = 1, marked = false): string {
  const factor = Math.round(Math.min(100, Math.max(1, zoom)) * 100) / 100
  return crop.format({ at: [share(x), share(y)], zoom: factor, marked })
}

/** The boxes of `redact`; none where it is malformed. */
export const redactions = (text: string | undefined): readonly Box[] =>
  (text === undefined ? undefined : regions.parse(text)) ?? []

/** Nothing for no box, so that the parameter is removed. */
export const formatRedactions = (boxes: readonly Box[]): string | undefined =>
  boxes.length === 0 ? undefined : regions.format(boxes.slice(0, MAX_REDACTIONS))

/** A side for a crop that needs width and height where the target has neither, in pixels. */
const SENSIBLE_SIDE = 600

/** Sizes to set so that a focal point or `smart` works; nothing if both are there. */
export function missingSize(
  given: ReadonlyMap<string, string>,
): { readonly width: string; readonly height: string } | undefined {
  const [width, height] = [given.get('width'), given.get('height')]
  if (width !== undefined && height !== undefined) return undefined
  const side = width ?? height ?? String(SENSIBLE_SIDE)
  return { width: side, height: side }
}

/** Farthest place and largest width of an overlay. */
const OVERLAY_MAX = 2000

/** Parameters that put the overlay where its box is. */
export function overlayPlace({ x, y }: Box) {
  return {
    olx: String(clamp(x, 0, OVERLAY_MAX)),
    oly: String(clamp(y, 0, OVERLAY_MAX)),
    olalign: undefined,
    olpadding: undefined,
  }
}

/** Parameters that give the overlay the width of its box; the height follows. */
export function overlaySize({ width }: Box) {
  return { olwidth: String(clamp(width, 2, OVERLAY_MAX)), olheight: undefined, olscale: undefined }
}
