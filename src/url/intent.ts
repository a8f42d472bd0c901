import { Failure } from '../errors.ts'
import { formatQuery } from './canonical.ts'
import {
  formatOptions,
  isOptionName,
  OPTIONS,
  type OptionName,
  type Options,
  parseOptions,
  type Row,
} from './options.ts'
import type { Wire } from './wire.ts'

type AccessName = {
  [Name in OptionName]: (typeof OPTIONS)[Name]['group'] extends 'access' ? Name : never
}[OptionName]

/** What is to be done with an image, sizes in device pixels, and nothing of who may ask for it. */
export type Intent = Omit<Options, AccessName | 'dpr'>

function isAccess(name: OptionName): boolean {
  return OPTIONS[name].group === 'access'
}

function scaled(length: number | undefined, by: number): number | undefined {
  return length === undefined ? undefined : Math.max(1, Math.round(length * by))
}

/** `w` takes the place of `width` and a signed height keeps its ratio to it; then `dpr` multiplies both. */
function resolveSize({ width, height, w, dpr = 1 }: Options): { width?: number; height?: number } {
  if (w !== undefined && height !== undefined && width === undefined)
    throw new Failure('bad-parameter', 'height: needs width as well where widths are granted')
  const byW = w !== undefined && width !== undefined ? w / width : 1
  const across = scaled(w ?? width, dpr)
  const down = scaled(scaled(height, byW), dpr)
  return { ...(across !== undefined && { width: across }), ...(down !== undefined && { height: down }) }
}

/**
 * Reads what a URL asks for, with the free part and `dpr` worked into the size.
 * @returns `undefined` where the URL has no processing parameter: the original itself is wanted
 * @throws Failure bad-parameter
 */
export function parseIntent(wire: Wire): Intent | undefined {
  if (wire.signed.has('w')) throw new Failure('bad-parameter', 'w: stands after the token only')
  const options = parseOptions(new Map([...wire.signed, ...wire.free]))
  const names = Object.keys(options).filter(isOptionName)
  if (options.w === undefined && names.every(isAccess)) return undefined
  const { width: _width, height: _height, dpr: _dpr, ...rest } = options
  const processing = Object.entries(rest).filter(([name]) => isOptionName(name) && !isAccess(name))
  return { ...Object.fromEntries(processing), ...resolveSize(options) }
}

/** The one spelling of an intent: table order, values that are the default left out. */
export function formatIntent(intent: Intent): string {
  const rows: Readonly<Record<string, Row>> = OPTIONS
  const meant = [...formatOptions(intent)].filter(([name, text]) => rows[name]?.initial !== text)
  return formatQuery(new Map(meant))
}
