import { Failure } from '../../errors.ts'
import { tan } from '../wasm/math.ts'
import { finiteAmount, formatNumber, lengthOf, numbersOf, pixelsOf } from './number.ts'
import { type Extent, readPath } from './path.ts'

/**
 * Upper bound for a transformed point's absolute coordinates: the original point's coordinates
 * multiplied by `factor`, plus `shift`.
 */
export interface Scale {
  readonly factor: number
  readonly shift: number
}

const IDENTITY: Scale = { factor: 1, shift: 0 }
const TRANSFORM = /(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^()]*)\)[\s,]*/y
/**
 * Argument counts that each transform accepts. ThorVG ignores a transform with a different count.
 */
const ARITY: Readonly<Record<string, readonly number[]>> = {
  matrix: [6],
  translate: [1, 2],
  scale: [1, 2],
  rotate: [1, 3],
  skewX: [1],
  skewY: [1],
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

const SCALES: Readonly<Record<string, (amounts: readonly number[]) => Scale>> = {
  matrix: ([a = 1, b = 0, c = 0, d = 1, e = 0, f = 0]) => ({ factor: Math.max(a + c, b + d), shift: e + f }),
  translate: (amounts) => ({ factor: 1, shift: sum(amounts) }),
  scale: ([x = 1, y = x]) => ({ factor: Math.max(x, y), shift: 0 }),
  rotate: ([, ...center]) => ({ factor: Math.SQRT2, shift: 2.5 * sum(center) }),
  skewX: skew,
  skewY: skew,
}

function skew([angle = 0]: readonly number[]): Scale {
  return { factor: 1 + Math.abs(tan((angle * Math.PI) / 180)), shift: 0 }
}

interface Transform {
  readonly kind: string
  readonly numbers: readonly number[]
}

function transformsOf(transform: string): readonly Transform[] {
  const text = transform.trim()
  const steps: Transform[] = []
  for (let at = 0; at < text.length; at = TRANSFORM.lastIndex) {
    TRANSFORM.lastIndex = at
    const [, kind = '', list = ''] = TRANSFORM.exec(text) ?? []
    const numbers = numbersOf(list)
    const isPlain = numbers?.every((number) => Number.isFinite(finiteAmount(Math.abs(number))))
    if (!(numbers && isPlain && ARITY[kind]?.includes(numbers.length)))
      throw new Failure('unsupported', 'SVG: a transform is not valid or not supported')
    steps.push({ kind, numbers })
  }
  return steps
}

/**
 * Rewrites a `transform` for the rasterizer.
 * @throws Failure unsupported: the transform is ambiguous
 */
export function formatTransform(transform: string): string {
  return transformsOf(transform)
    .map(({ kind, numbers }) => `${kind}(${numbers.map(formatNumber).join(' ')})`)
    .join(' ')
}

/**
 * Returns an upper bound for point coordinates after a `transform`.
 * @throws Failure unsupported
 */
export function scaleOf(transform = ''): Scale {
  const scales = transformsOf(transform).map(
    ({ kind, numbers }) => SCALES[kind]?.(numbers.map(Math.abs)) ?? IDENTITY,
  )
  return scales.reduce(
    (outer, inner) => ({
      factor: outer.factor * inner.factor,
      shift: outer.factor * inner.shift + outer.shift,
    }),
    IDENTITY,
  )
}

const PIXELS_PER_INCH = 96

/**
 * Returns a length's maximum absolute value in pixels. Returns infinity for an ambiguous length.
 * @param whole length in pixels to which percentages refer
 */
export function maxPixels(text: string | undefined, whole: number): number {
  if (text === undefined || text === 'auto') return 0
  const { number, unit } = lengthOf(text) ?? { number: Number.POSITIVE_INFINITY, unit: '' }
  const scale = unit === '' || unit === 'px' ? 1 : unit === '%' ? whole / 100 : PIXELS_PER_INCH
  return finiteAmount(Math.abs(number) * scale)
}

/**
 * Reads a `stroke-dasharray`.
 * @returns dash and gap lengths in pixels; an empty list for a solid line
 * @throws Failure unsupported: the list is ambiguous
 */
export function dashesOf(text: string): readonly number[] {
  if (text === 'none') return []
  return text
    .trim()
    .split(/[\s,]+/)
    .map((dash) => {
      const length = lengthOf(dash)
      const pixels = length && pixelsOf(length)
      if (pixels === undefined || pixels === Number.POSITIVE_INFINITY)
        throw new Failure('unsupported', 'SVG: stroke-dasharray is not valid or not supported')
      return pixels
    })
}

/**
 * Returns the minimum distance in pixels between the beginnings of two dashes; 0 for a solid line.
 * @throws Failure unsupported
 */
export function dashPeriod(text: string): number {
  const dashes = dashesOf(text)
  if (sum(dashes) === 0) return 0
  const pairs = dashes.map((dash, at) => dash + (dashes[(at + 1) % dashes.length] ?? 0))
  return pairs.reduce((least, pair) => Math.min(least, pair), Number.POSITIVE_INFINITY) || Number.MIN_VALUE
}

const SIZES: Readonly<Record<string, readonly string[]>> = {
  rect: ['width', 'height'],
  circle: ['r'],
  ellipse: ['rx', 'ry'],
  line: ['x1', 'y1', 'x2', 'y2'],
}
const PLACES = ['x', 'y', 'cx', 'cy']
/** Maximum characters in path data, enough for about ten thousand numbers. */
const MAX_PATH = 65_536

/**
 * Returns upper bounds for the position and outline length of an element's shape, without its
 * stroke.
 * @param attributes element attributes. Path data is replaced by its normalized form
 * @param whole length in pixels to which percentages refer
 * @throws Failure too-large
 */
export function shapeOf(name: string, attributes: Map<string, string>, whole: number): Extent {
  const key = name === 'path' ? 'd' : 'points'
  const data = attributes.get(key) ?? ''
  if (data.length > MAX_PATH)
    throw new Failure('too-large', `SVG: a path has more than ${MAX_PATH} characters: split or simplify it`)
  if (name === 'path' || name === 'polyline' || name === 'polygon') {
    const path = readPath(key === 'd' ? data : `M${data}`)
    attributes.set(key, key === 'd' ? path.data : path.data.replace(/[ML]/g, ' '))
    return path
  }
  const sizes = SIZES[name]
  if (!sizes) return { reach: 0, travel: 0, points: 0 }
  const [size, place] = [sizes, PLACES].map((keys) =>
    sum(keys.map((each) => maxPixels(attributes.get(each), whole))),
  )
  return { reach: (size ?? 0) + (place ?? 0), travel: 8 * (size ?? 0), points: 12 }
}
