import { Failure } from '../errors.ts'

/** CSS Values and Units 4, 6.2: pixels a unit. */
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  px: 1,
  pt: 96 / 72,
  pc: 16,
  mm: 96 / 25.4,
  cm: 96 / 2.54,
  in: 96,
}
const LENGTH = /^\s*\+?((?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)(px|pt|pc|mm|cm|in|%)?\s*$/i

/** In pixels; `undefined` where it depends on what is around the image. */
function pixels(name: string, text: string | undefined): number | undefined {
  if (text === undefined || text === 'auto') return undefined
  const [, number, unit = ''] = LENGTH.exec(text) ?? []
  if (number === undefined)
    throw new Failure('unsupported', `SVG: ${name} is no length in px, pt, pc, mm, cm or in`)
  return unit === '%' ? undefined : Number(number) * (UNITS[unit.toLowerCase()] ?? 1)
}

/** A part of the plane, in user units. */
export interface ViewBox {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/**
 * @returns `undefined` for an element without a `viewBox`
 * @throws Failure corrupt
 */
export function viewBoxOf(attributes: ReadonlyMap<string, string>): ViewBox | undefined {
  const text = attributes.get('viewBox')
  if (text === undefined) return undefined
  const numbers = text.trim().split(/[\s,]+/)
  const [x = 0, y = 0, width = Number.NaN, height = Number.NaN] = numbers.map(Number)
  if (numbers.length !== 4 || Number.isNaN(x + y) || !(width > 0 && height > 0))
    throw new Failure('corrupt', 'SVG: a viewBox has no size')
  return { x, y, width, height }
}

/**
 * The size that an SVG has of its own: its width and height, or that of its view box (SVG 2, 8.2 and 8.12).
 * @param attributes of the root element
 * @returns whole pixels, at least 1
 * @throws Failure unsupported, corrupt
 */
export function svgSize(attributes: ReadonlyMap<string, string>): { width: number; height: number } {
  const across = pixels('width', attributes.get('width'))
  const down = pixels('height', attributes.get('height'))
  if ((across === undefined) !== (down === undefined))
    throw new Failure('unsupported', 'SVG: width and height belong together')
  const box = viewBoxOf(attributes)
  const { width, height } = { width: across ?? box?.width ?? 0, height: down ?? box?.height ?? 0 }
  if (!(width > 0 && height > 0 && Number.isFinite(width * height)))
    throw new Failure('unsupported', 'SVG: there is neither a width and height nor a viewBox')
  return { width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(height)) }
}
