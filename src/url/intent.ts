import { Failure } from '../errors.ts'
import { formatQuery } from './canonical.ts'
import { isAside, isOptionName, OPTIONS, type OptionName, type Options, type Row } from './options.ts'
import { assertNeeds, formatOptions, parseOptions } from './parameters.ts'
import { type PresetRules, withPresets } from './presets.ts'
import type { Wire } from './wire.ts'

type AccessName = {
  [Name in OptionName]: (typeof OPTIONS)[Name]['group'] extends 'access' ? Name : never
}[OptionName]

/** What is to be done with an image, sizes in device pixels, and nothing of who may ask for it. */
export interface Intent extends Omit<Options, AccessName | 'dpr' | 'download' | 'preset'> {
  /** `format=auto`: what the client takes besides PNG and JPEG, best first. */
  readonly accepts?: readonly Modern[]
}

/** Formats that not every client can show. */
export type Modern = 'avif' | 'webp'

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
 * Holds options that belong together against each other.
 * @throws Failure bad-parameter
 */
function assertCoherent(options: Options): void {
  assertNeeds(options)
  const { crop, width, height } = options
  const shaped = crop === 'smart' || (crop !== undefined && 'at' in crop)
  if (shaped && (width === undefined || height === undefined))
    throw new Failure('bad-parameter', 'crop: a smart crop and a focus point need width and height as well')
}

/**
 * Reads what a URL asks for, with presets, the free part and `dpr` worked in.
 * @param rules of the zone; a signer, who does not know them, leaves them out, and presets stay unread
 * @returns `undefined` where the URL has no processing parameter: the original itself is wanted
 * @throws Failure bad-parameter
 */
export function parseIntent(wire: Wire, rules?: PresetRules): Intent | undefined {
  if (wire.signed.has('w')) throw new Failure('bad-parameter', 'w: stands after the token only')
  const asked = parseOptions(new Map([...wire.signed, ...wire.free]))
  const options = rules ? withPresets(asked, rules) : asked
  if (rules || asked.preset === undefined) assertCoherent(options)
  const names = Object.keys(options).filter(isOptionName)
  if (options.w === undefined && names.every(isAside)) return undefined
  const { width: _width, height: _height, dpr: _dpr, ...rest } = options
  const processing = Object.entries(rest).filter(([name]) => isOptionName(name) && !isAside(name))
  return { ...Object.fromEntries(processing), ...resolveSize(options) }
}

/** The one spelling of an intent: table order, values that are the default left out. */
export function formatIntent({ accepts, ...options }: Intent): string {
  const rows: Readonly<Record<string, Row>> = OPTIONS
  const meant = [...formatOptions(options)].filter(([name, text]) => rows[name]?.initial !== text)
  if (accepts) meant.push(['accepts', accepts.join()])
  return formatQuery(new Map(meant))
}
