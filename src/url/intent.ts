import { Failure } from '../errors.ts'
import { formatQuery } from './canonical.ts'
import { isAside, isOptionName, OPTIONS, type OptionName, type Options, type Row, SIZE } from './options.ts'
import { assertNeeds, formatOptions, parseOptions } from './parameters.ts'
import { type PresetRules, withPresets } from './presets.ts'
import type { Wire } from './wire.ts'

type AccessName = {
  [Name in OptionName]: (typeof OPTIONS)[Name]['group'] extends 'access' ? Name : never
}[OptionName]

/** What a URL does with an image, sizes in device pixels. It has no access parameters. */
export interface Intent extends Omit<Options, AccessName | 'dpr' | 'download' | 'preset'> {
  /** For `format=auto`: what the client accepts besides PNG and JPEG, best first. */
  readonly accepts?: readonly Modern[]
}

/** Formats that only some clients support. */
export type Modern = 'avif' | 'webp'

function scaled(length: number | undefined, by: number): number | undefined {
  return length === undefined ? undefined : Math.max(1, Math.round(length * by))
}

/** `w` replaces `width` and scales a signed height with it; then `dpr` multiplies both. */
function resolveSize({ width, height, w, dpr = 1 }: Options): { width?: number; height?: number } {
  if (w !== undefined && height !== undefined && width === undefined)
    throw new Failure('bad-parameter', 'height needs width where w replaces the width')
  const byW = w !== undefined && width !== undefined ? w / width : 1
  const across = scaled(w ?? width, dpr)
  const down = scaled(scaled(height, byW), dpr)
  return { ...(across !== undefined && { width: across }), ...(down !== undefined && { height: down }) }
}

function assertCoherent(options: Options): void {
  assertNeeds(options)
  const { crop, width, height } = options
  const shaped = crop === 'smart' || (crop !== undefined && 'at' in crop)
  if (shaped && (width === undefined || height === undefined))
    throw new Failure('bad-parameter', 'crop needs width and height where it is smart or a focus point')
}

function readOptions({ signed, free }: Wire, rules: PresetRules | undefined): Options {
  if (signed.has('w')) throw new Failure('bad-parameter', 'w must follow the token')
  const given = parseOptions(new Map([...signed, ...free]))
  const options = rules ? withPresets(given, rules) : given
  // A preset that is not resolved may set what others need.
  if (rules || given.preset === undefined) assertCoherent(options)
  return options
}

function isProcessing(name: OptionName): boolean {
  return name === 'w' || !isAside(name)
}

/**
 * Reads what a URL does with an image: its options with presets, the free part and `dpr` resolved.
 * @param rules of the zone; a signer does not know them, and leaves presets unresolved
 * @returns `undefined` where the URL has no processing parameter and means the original
 * @throws Failure bad-parameter
 */
export function parseIntent(wire: Wire, rules?: PresetRules): Intent | undefined {
  const options = readOptions(wire, rules)
  const names = Object.keys(options).filter(isOptionName).filter(isProcessing)
  const others = names.filter((name) => !SIZE.includes(name)).map((name) => [name, options[name]])
  return names.length > 0 ? { ...Object.fromEntries(others), ...resolveSize(options) } : undefined
}

/** The canonical spelling of an intent: in the table's order, without default values. */
export function formatIntent({ accepts, ...options }: Intent): string {
  const rows: Readonly<Record<string, Row>> = OPTIONS
  const meant = [...formatOptions(options)].filter(([name, text]) => rows[name]?.initial !== text)
  if (accepts) meant.push(['accepts', accepts.join()])
  return formatQuery(new Map(meant))
}
