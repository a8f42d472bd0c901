import { decimal, type Value, whole } from './values.ts'

/**
 * Part of the original that is kept. Coordinates apply after the original has been turned upright.
 */
export type Crop =
  /** A rectangle in pixels of the original. Without `x` and `y` it is centred. */
  | { readonly width: number; readonly height: number; readonly x?: number; readonly y?: number }
  /** The most interesting part that has the aspect ratio of the output. */
  | 'smart'
  | Focus

/**
 * Part with the aspect ratio of the output. It is centred on a point, as far as the edges of the
 * original allow.
 */
export interface Focus {
  /** Coordinates in pixels of the original. Values up to 1 are shares of its width or height. */
  readonly at: readonly [x: number, y: number]
  /** Zoom factor of at least 1. At 1 the part is the largest that fits. */
  readonly zoom: number
  /** `true` if a cross is drawn at the point (`fpd`). */
  readonly marked: boolean
}

const extent = whole(1, 10000)
const offset = whole(0, 10000)
const point = decimal(0, 10000)
const zoom = decimal(1, 100)

function parseAll<T>(value: Value<T>, parts: readonly string[]): readonly T[] | undefined {
  const values = parts.map(value.parse).filter((parsed) => parsed !== undefined)
  return values.length === parts.length ? values : undefined
}

function parseFocus(parts: readonly string[], marked: boolean): Focus | undefined {
  const [x, y] = parseAll(point, parts.slice(0, 2)) ?? []
  const factor = zoom.parse(parts[2] ?? '1')
  if (parts.length > 3 || x === undefined || y === undefined || factor === undefined) return undefined
  return { at: [x, y], zoom: factor, marked }
}

function parseBox(parts: readonly string[]): Crop | undefined {
  const [width, height] = parseAll(extent, parts.slice(0, 2)) ?? []
  if (width === undefined || height === undefined) return undefined
  if (parts.length === 2) return { width, height }
  const [x, y] = parseAll(offset, parts.slice(2)) ?? []
  return parts.length === 4 && x !== undefined && y !== undefined ? { width, height, x, y } : undefined
}

/**
 * Value of `crop`: `smart`, `W,H`, `W,H,X,Y`, `fp,X,Y`, `fp,X,Y,ZOOM`, `fpd,X,Y` or `fpd,X,Y,ZOOM`.
 */
export const crop: Value<Crop> = {
  parse: (text) => {
    if (text === 'smart') return text
    const parts = text.split(',')
    if (parts[0] === 'fp' || parts[0] === 'fpd') return parseFocus(parts.slice(1), parts[0] === 'fpd')
    return parseBox(parts)
  },
  format: (value) => {
    if (value === 'smart') return value
    if ('at' in value)
      return [value.marked ? 'fpd' : 'fp', ...value.at, ...(value.zoom === 1 ? [] : [value.zoom])].join(',')
    const { width, height, x, y } = value
    return (x === undefined && y === undefined ? [width, height] : [width, height, x, y]).join(',')
  },
  expects:
    'smart; W,H or W,H,X,Y in source pixels, sizes from 1 to 10000, offsets from 0 to 10000; or fp,X,Y or fp,X,Y,ZOOM (fpd marks the point), X and Y in source pixels or as a share from 0 to 1, ZOOM from 1 to 100',
  shape: { kind: 'crop' },
}

/** Pixels to add on each side of an image. */
export interface Margins {
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly left: number
}

const MAX_MARGIN = 1000
const margin = whole(0, MAX_MARGIN)

/** Value of `extend`: `P` for all sides, or `T,R,B,L`. */
export const margins: Value<Margins> = {
  parse: (text) => {
    const values = parseAll(margin, text.split(',')) ?? []
    const [top, right = top, bottom = top, left = top] = values
    const all = values.length === 1 || values.length === 4
    if (!all || top === undefined || right === undefined || bottom === undefined || left === undefined)
      return undefined
    return { top, right, bottom, left }
  },
  format: ({ top, right, bottom, left }) =>
    top === right && top === bottom && top === left ? String(top) : [top, right, bottom, left].join(','),
  expects: `P for all sides or T,R,B,L, whole numbers from 0 to ${MAX_MARGIN}`,
  shape: { kind: 'margins', max: MAX_MARGIN },
}

/** A rectangle in pixels of the upright original. */
export interface Region {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const MAX_REGIONS = 16
const place = whole(0, 100_000)
const length = whole(1, 100_000)

function parseRegion(text: string): Region | undefined {
  const parts = text.split(',')
  const [x, y] = parseAll(place, parts.slice(0, 2)) ?? []
  const [width, height] = parseAll(length, parts.slice(2)) ?? []
  if (parts.length !== 4 || x === undefined || y === undefined || width === undefined || height === undefined)
    return undefined
  return { x, y, width, height }
}

/** Value of `redact`: up to 16 boxes `X,Y,W,H`, separated by semicolons. */
export const regions: Value<readonly Region[]> = {
  parse: (text) => {
    const parts = text.split(';', MAX_REGIONS + 1)
    if (parts.length > MAX_REGIONS) return undefined
    const values = parts.map(parseRegion).filter((region) => region !== undefined)
    return values.length === parts.length ? values : undefined
  },
  format: (values) => values.map(({ x, y, width, height }) => [x, y, width, height].join(',')).join(';'),
  expects: `up to ${MAX_REGIONS} boxes X,Y,W,H in source pixels, separated by semicolons, W and H from 1`,
  shape: { kind: 'regions', max: MAX_REGIONS },
}
