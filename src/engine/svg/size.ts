import { Failure } from '../../errors.ts'
import { formatNumber, lengthOf, numbersOf, pixelsOf } from './number.ts'

function sideOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined || text === 'auto') return undefined
  const length = lengthOf(text)
  if (length?.unit === '%') return undefined
  const pixels = length && pixelsOf(length)
  if (pixels === undefined)
    throw new Failure('unsupported', `SVG: ${name} is not a length in px, pt, pc, mm, cm or in`)
  return pixels
}

/**
 * Maximum coordinate. It is far beyond any picture. The maximum and its inverse fit into the
 * rasterizer's 32-bit floating point.
 */
const MAX_COORDINATE = 1e9

/** A `viewBox`, in user units. */
export interface ViewBox {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

function readViewBox(text: string): readonly number[] {
  const numbers = numbersOf(text) ?? []
  const [, , width = 0, height = 0] = numbers
  if (numbers.length !== 4 || !(width > 0 && height > 0))
    throw new Failure('corrupt', 'SVG: a viewBox must be four numbers, of which the last two are above 0')
  if (
    !numbers.every((number) => Math.abs(number) <= MAX_COORDINATE) ||
    Math.min(width, height) < 1 / MAX_COORDINATE
  )
    throw new Failure('unsupported', 'SVG: a viewBox has a number above 1e9 or a side below 1e-9')
  return numbers
}

/**
 * Rewrites a `viewBox` for the rasterizer.
 * @throws Failure corrupt, unsupported
 */
export function formatViewBox(text: string): string {
  return readViewBox(text).map(formatNumber).join(' ')
}

/**
 * Reads an element's `viewBox`.
 * @returns `undefined` for an element without one
 * @throws Failure corrupt, unsupported
 */
export function viewBoxOf(attributes: ReadonlyMap<string, string>): ViewBox | undefined {
  const text = attributes.get('viewBox')
  if (text === undefined) return undefined
  const [x = 0, y = 0, width = 0, height = 0] = readViewBox(text)
  return { x, y, width, height }
}

/**
 * Returns an SVG's intrinsic size: its width and height, or those of its view box (SVG 2, 8.2 and
 * 8.12).
 * @param attributes attributes of the root element
 * @returns size in whole pixels, at least 1
 * @throws Failure unsupported, corrupt
 */
export function svgSize(attributes: ReadonlyMap<string, string>): { width: number; height: number } {
  const across = sideOf('width', attributes.get('width'))
  const down = sideOf('height', attributes.get('height'))
  if ((across === undefined) !== (down === undefined))
    throw new Failure('unsupported', 'SVG: only one of width and height is given; give both or neither')
  const box = viewBoxOf(attributes)
  const { width, height } = { width: across ?? box?.width ?? 0, height: down ?? box?.height ?? 0 }
  if (!(width > 0 && height > 0))
    throw new Failure('unsupported', 'SVG: its size is unknown; give a width and height, or a viewBox')
  if (Math.max(width, height) > MAX_COORDINATE || Math.min(width, height) < 1 / MAX_COORDINATE)
    throw new Failure('unsupported', 'SVG: its width or height is above 1e9 or below 1e-9')
  return { width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(height)) }
}
