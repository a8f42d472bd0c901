import { Failure } from '../errors.ts'
import { type Extent, readPath } from './svg-path.ts'

/** A bound of what a transform does to a point: it multiplies, and then adds. */
export interface Scale {
  readonly factor: number
  readonly shift: number
}

const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/gi
const STEP = /(matrix|translate|scale|rotate|skewX|skewY)\s*\(([\d\s,.eE+-]*)\)[\s,]*/g

const amountsOf = (text: string): number[] =>
  (text.match(NUMBER) ?? []).map((number) => Math.abs(Number(number)))
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

const SCALES: Readonly<Record<string, (amounts: readonly number[]) => Scale>> = {
  matrix: ([a = 1, b = 0, c = 0, d = 1, e = 0, f = 0]) => ({ factor: Math.max(a + c, b + d), shift: e + f }),
  translate: (amounts) => ({ factor: 1, shift: sum(amounts) }),
  scale: (amounts) => ({ factor: Math.max(...amounts, 0), shift: 0 }),
  rotate: ([, ...centre]) => ({ factor: Math.SQRT2, shift: 2.5 * sum(centre) }),
  skewX: skew,
  skewY: skew,
}

function skew([angle = 0]: readonly number[]): Scale {
  return { factor: 1 + Math.abs(Math.tan((angle * Math.PI) / 180)), shift: 0 }
}

/**
 * What a `transform` does at most.
 * @throws Failure unsupported: one that a renderer might read in another way
 */
export function scaleOf(transform = ''): Scale {
  if (transform.replace(STEP, '').trim() !== '')
    throw new Failure('unsupported', 'SVG: a transform is not understood')
  const steps = [...transform.matchAll(STEP)].map(
    ([, name = '', numbers = '']) => SCALES[name]?.(amountsOf(numbers)) ?? { factor: 1, shift: 0 },
  )
  return steps.reduce(
    (outer, inner) => ({
      factor: outer.factor * inner.factor,
      shift: outer.factor * inner.shift + outer.shift,
    }),
    { factor: 1, shift: 0 },
  )
}

const LENGTH = /^\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)(?:\s*([a-z]+|%))?\s*$/i
/** No unit is longer than an inch. */
const LONGEST_UNIT = 96

/**
 * Pixels at most, as an amount; without end where a renderer might read anything.
 * @param whole of which a per cent is meant
 */
export function amount(text: string | undefined, whole: number): number {
  if (text === undefined || text === 'auto') return 0
  const [, number = 'Infinity', unit] = LENGTH.exec(text) ?? []
  const scale = unit === undefined || unit === 'px' ? 1 : unit === '%' ? whole / 100 : LONGEST_UNIT
  return Math.abs(Number(number)) * scale
}

const DASH = /^(\d+(?:\.\d*)?|\.\d+)(?:[a-z]+)?$/i

/**
 * Pixels at least from where a dash begins to where that does which follows its gap; 0 for a line without.
 * @throws Failure unsupported: dashes that a renderer might read in another way
 */
export function dashOf(text: string): number {
  if (text === 'none') return 0
  const lengths = text
    .trim()
    .split(/[\s,]+/)
    .map((length) => Number(DASH.exec(length)?.[1] ?? Number.NaN))
  const period = sum(lengths)
  if (Number.isNaN(period)) throw new Failure('unsupported', 'SVG: stroke-dasharray is not understood')
  return period
}

/** Sides and radii of the basic shapes, and places, of which some are ends. */
const SIZES: Readonly<Record<string, readonly string[]>> = {
  rect: ['width', 'height'],
  circle: ['r'],
  ellipse: ['rx', 'ry'],
  line: ['x1', 'y1', 'x2', 'y2'],
}
const PLACES = ['x', 'y', 'cx', 'cy']
/** Characters of one path: some ten thousand numbers. */
const MAX_PATH = 65_536

/**
 * What an element draws of its own, its stroke left aside.
 * @param attributes in which path data are replaced by what was understood of them
 * @throws Failure too-large
 */
export function shapeOf(name: string, attributes: Map<string, string>, whole: number): Extent {
  const key = name === 'path' ? 'd' : 'points'
  const data = attributes.get(key) ?? ''
  if (data.length > MAX_PATH)
    throw new Failure('too-large', `SVG: a path has more than ${MAX_PATH} characters`)
  if (name === 'path' || name === 'polyline' || name === 'polygon') {
    const path = readPath(key === 'd' ? data : `M${data}`)
    attributes.set(key, key === 'd' ? path.data : path.data.replace(/[ML]/g, ' '))
    return path
  }
  const sizes = SIZES[name]
  if (!sizes) return { reach: 0, travel: 0, points: 0 }
  const [size, place] = [sizes, PLACES].map((keys) =>
    sum(keys.map((each) => amount(attributes.get(each), whole))),
  )
  return { reach: (size ?? 0) + (place ?? 0), travel: 8 * (size ?? 0), points: 12 }
}
