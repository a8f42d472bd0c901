import { Failure } from '../../errors.ts'
import { dashesOf, formatTransform } from './geometry.ts'
import { formatLength, formatNumber } from './number.ts'
import { formatViewBox } from './size.ts'

const MAX_QUOTED = 40
/** Pattern for the colors that ThorVG supports. Any word counts as a color name. */
const COLOR =
  /^(?:#[0-9a-f]{3}|#[0-9a-f]{6}|(?:rgb|hsl)\(\s*[\d.]+%?\s*,\s*[\d.]+%?\s*,\s*[\d.]+%?\s*\)|[a-z]+)$/i
/** Pattern for a reference (`url(…)`). After a paint server, a fallback color may follow. */
const URL_REFERENCE = /^url\(\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s'")]*))\s{0,9}\)(?:\s+[#\w]+)?$/i
const REFERENCE = /^url\(#(.*)\)$/
/**
 * Pattern for the names that ThorVG reads unchanged. In other names, ThorVG trims blanks, cuts at
 * quotes and brackets, and drops character references.
 */
const NAME = /^[\p{L}\p{M}\p{N}_.:-]+$/u
const WORDS = /^[\w\s-]+$/

const unsupported = (what: string) => new Failure('unsupported', `SVG: ${what}`)

function localName(target: string): string {
  if (!target.startsWith('#')) throw unsupported('a reference points outside of the file; remove it')
  if (!NAME.test(target.slice(1)))
    throw unsupported(`the reference ${target.slice(0, MAX_QUOTED)} must be a plain #name`)
  return target.slice(1)
}

function reference(value: string): string | undefined {
  const [whole, double, single, bare] = URL_REFERENCE.exec(value) ?? []
  if (whole === undefined) return undefined
  return `url(#${localName((double ?? single ?? bare ?? '').trim())})`
}

/** Returns the id in `url(#id)`, the only reference form in normalized values. */
export const referredId = (value: string): string | undefined => REFERENCE.exec(value)?.[1]

function paint(name: string, value: string): string {
  const target = reference(value)
  if (target !== undefined) return target
  if (value === 'transparent' && (name === 'fill' || name === 'stroke')) return 'none'
  if (value === 'rebeccapurple') return '#663399'
  if (!COLOR.test(value) || value === 'transparent')
    throw unsupported(`the color ${value.slice(0, MAX_QUOTED)} is not known; use #rrggbb`)
  return value
}

function composite(name: string, value: string): string {
  const target = value === 'none' ? value : reference(value)
  if (target === undefined) throw unsupported(`${name} is neither none nor a plain reference`)
  return target
}

function length(name: string, value: string): string | undefined {
  return value === 'auto' || value.trim() === '' ? undefined : formatLength(name, value)
}

function wordsOf(name: string, value: string): string {
  if (!WORDS.test(value)) throw unsupported(`${name} is not valid or not supported`)
  return value
}

/**
 * Checks a `filter` property and leaves it out. A plain reference has no effect, because documents
 * with filter elements are refused.
 */
function checkFilter(name: string, value: string): undefined {
  if (value !== 'none' && reference(value) === undefined)
    throw unsupported(`${name} is neither none nor a plain reference`)
}

function checkVisibility(_: string, value: string): undefined {
  if (value !== 'visible') throw unsupported('visibility must be visible; remove hidden elements')
}

type Normalizer = (name: string, value: string) => string | undefined

const of = (spelling: Normalizer, names: string): readonly (readonly [string, Normalizer])[] =>
  names.split(' ').map((name) => [name, spelling])

const PROPERTIES: ReadonlyMap<string, Normalizer> = new Map([
  ...of(paint, 'fill stroke color stop-color'),
  ...of(composite, 'clip-path mask'),
  ...of(length, 'stroke-width stroke-dashoffset stroke-miterlimit'),
  ...of(length, 'opacity fill-opacity stroke-opacity stop-opacity'),
  ...of((_, value) => dashesOf(value).map(formatNumber).join(' ') || 'none', 'stroke-dasharray'),
  ...of(wordsOf, 'fill-rule clip-rule stroke-linecap stroke-linejoin paint-order display'),
  ...of(wordsOf, 'mix-blend-mode isolation mask-type'),
  ...of(checkFilter, 'filter'),
  ...of(checkVisibility, 'visibility'),
])

const ATTRIBUTES: ReadonlyMap<string, Normalizer> = new Map([
  ...of(length, 'x y width height rx ry cx cy r x1 y1 x2 y2 fx fy fr offset'),
  ...of((_, value) => formatTransform(value), 'transform gradientTransform'),
  ...of((_, value) => formatViewBox(value), 'viewBox'),
  ...of((_, value) => `#${localName(value.trim())}`, 'href'),
  ...of((_, value) => (NAME.test(value) ? value : undefined), 'id'),
  ...of((_, value) => (value === 'http://www.w3.org/2000/svg' ? value : undefined), 'xmlns'),
  ...of((_, value) => value, 'd points'),
  ...of(wordsOf, 'overflow preserveAspectRatio gradientUnits spreadMethod'),
  ...of(wordsOf, 'clipPathUnits maskUnits maskContentUnits'),
])

/**
 * Rewrites a property so that the rasterizer and this code read it in the same way.
 * @returns `undefined` for a property to leave out, such as one that the rasterizer does not know
 * @throws Failure unsupported
 */
export function normalizeProperty(name: string, value: string): string | undefined {
  const text = value.trim()
  return text === '' || text === 'inherit' ? undefined : PROPERTIES.get(name)?.(name, text)
}

/**
 * Rewrites an attribute so that the rasterizer and this code read it in the same way.
 * @throws Failure unsupported, corrupt
 */
export function normalizeAttribute(name: string, value: string): string | undefined {
  return normalizeProperty(name, value) ?? ATTRIBUTES.get(name)?.(name, value)
}
