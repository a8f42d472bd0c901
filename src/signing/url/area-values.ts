import { type Crop, type Focus, isFocus, type Margins, type Region } from '../../engine/options/areas.ts'
import { decimal, integer, type Value } from './values.ts'

const extent = integer(1, 10000)
const offset = integer(0, 10000)
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
  if (parts.length === 2) return { width, height, x: undefined, y: undefined }
  const [x, y] = parseAll(offset, parts.slice(2)) ?? []
  return parts.length === 4 && x !== undefined && y !== undefined ? { width, height, x, y } : undefined
}

/**
 * Type for `crop`: `smart`, `W,H`, `W,H,X,Y`, `fp,X,Y`, `fp,X,Y,ZOOM`, `fpd,X,Y` or `fpd,X,Y,ZOOM`.
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
    if (isFocus(value))
      return [
        value.marked ? 'fpd' : 'fp',
        ...value.at,
        ...((value.zoom ?? 1) === 1 ? [] : [value.zoom]),
      ].join(',')
    const { width, height, x, y } = value
    return (x === undefined && y === undefined ? [width, height] : [width, height, x, y]).join(',')
  },
  expects:
    'smart; W,H or W,H,X,Y in source pixels, sizes from 1 to 10000, offsets from 0 to 10000; or fp,X,Y or fp,X,Y,ZOOM (fpd marks the point), X and Y in source pixels or as a share from 0 to 1, ZOOM from 1 to 100',
  shape: { kind: 'crop' },
}

/**
 * Returns the type of four margins: `P` for all sides, or `T,R,B,L`.
 * @param max maximum margin in pixels
 */
export function margins(max: number): Value<Margins> {
  const margin = integer(0, max)
  return {
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
    expects: `P for all sides or T,R,B,L, whole numbers from 0 to ${max}`,
    shape: { kind: 'margins', max },
  }
}

const place = integer(0, 100_000)
const length = integer(1, 100_000)

function parseRegion(text: string): Region | undefined {
  const parts = text.split(',')
  const [x, y] = parseAll(place, parts.slice(0, 2)) ?? []
  const [width, height] = parseAll(length, parts.slice(2)) ?? []
  if (parts.length !== 4 || x === undefined || y === undefined || width === undefined || height === undefined)
    return undefined
  return { x, y, width, height }
}

/**
 * Returns the type for a list of boxes `X,Y,W,H`, separated by semicolons.
 * @param max maximum number of boxes
 */
export function regions(max: number): Value<readonly Region[]> {
  return {
    parse: (text) => {
      const parts = text.split(';', max + 1)
      if (parts.length > max) return undefined
      const values = parts.map(parseRegion).filter((region) => region !== undefined)
      return values.length === parts.length ? values : undefined
    },
    format: (values) => values.map(({ x, y, width, height }) => [x, y, width, height].join(',')).join(';'),
    expects: `up to ${max} boxes X,Y,W,H in source pixels, separated by semicolons, W and H from 1`,
    shape: { kind: 'regions', max },
  }
}
