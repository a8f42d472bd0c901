import * as v from 'valibot'
import { MODERN_FORMATS, type ModernFormat } from '../../engine/options/modern-formats.ts'
import { withFields } from '../../engine/options/own.ts'
import { Failure } from '../../errors.ts'
import { type Limits, LimitsTable } from '../../limits.ts'
import { acceptedFormats } from '../../signing/url/accept.ts'
import { unknownName } from '../../signing/url/nearest.ts'
import { ownFields, shown } from './plain.ts'
import type { Context, LimitName } from './types.ts'

/** Checked call context, with its defaults. */
export interface Settings extends Pick<Context, 'files' | 'font' | 'markKey'> {
  readonly limits: Limits
  readonly signal: AbortSignal
  /** Formats that `format: 'auto'` may choose besides JPEG and PNG, best first. */
  readonly accepts: readonly ModernFormat[]
}

const DEFAULTS: Limits = v.parse(LimitsTable, withFields(LimitsTable, {}))

/** Limits that a context may set. All others belong to the Worker's sources. */
const LIMIT_NAMES = [
  'side',
  'pixels',
  'bytes',
  'output_pixels',
  'animation_pixels',
  'memory',
  'queue',
  'wait',
] as const satisfies readonly LimitName[]

const CONTEXT_NAMES: readonly (keyof Context)[] = [
  'signal',
  'limits',
  'accept',
  'accepts',
  'files',
  'font',
  'markKey',
]

const isLimitName = (name: string): name is LimitName => LIMIT_NAMES.some((known) => known === name)

function bad(detail: string): never {
  throw new Failure('bad-parameter', detail)
}

function assertNames(kind: string, given: object, known: readonly string[]): void {
  for (const name of Object.keys(given)) if (!known.includes(name)) bad(unknownName(kind, name, known))
}

function limitsOf(limits: Context['limits'] = {}): Limits {
  const given = ownFields('limits', limits)
  assertNames('limit', given, LIMIT_NAMES)
  const set = Object.entries(given).filter(([, value]) => value !== undefined)
  for (const [name, value] of set)
    if (!isLimitName(name) || !Number.isInteger(value) || value < 1)
      bad(`limits.${name} must be a whole number from 1, got ${shown(value)}`)
  return { ...DEFAULTS, ...Object.fromEntries(set) }
}

const areFunctions = (...values: readonly unknown[]) => values.every((value) => typeof value === 'function')

const MODERN: readonly unknown[] = MODERN_FORMATS

const isModern = (format: unknown): format is ModernFormat => MODERN.includes(format)

function acceptsOf({ accept = null, accepts }: Context): readonly ModernFormat[] {
  if (accept !== null && typeof accept !== 'string') bad('accept must be the text of an Accept header')
  if (accepts === undefined) return acceptedFormats(accept)
  if (!Array.isArray(accepts) || !accepts.every(isModern)) bad('accepts must be a list of jxl, avif and webp')
  return accepts
}

function isSignal(signal: unknown): signal is AbortSignal {
  const { aborted, addEventListener, removeEventListener }: Readonly<Record<string, unknown>> = Object(signal)
  return typeof aborted === 'boolean' && areFunctions(addEventListener, removeEventListener)
}

/**
 * Checks a context and adds its defaults.
 * @throws Failure bad-parameter
 */
export function settingsOf(context: Context = {}): Settings {
  const given = ownFields('the context', context)
  assertNames('field of the context', given, CONTEXT_NAMES)
  const { signal = new AbortController().signal, files, font, markKey } = given
  if (!isSignal(signal)) bad('signal must be an AbortSignal')
  if (files !== undefined && typeof files !== 'function') bad('files must be a function')
  if (font !== undefined && typeof font !== 'string') bad('font must be the address of a font')
  if (markKey !== undefined && typeof markKey !== 'string' && !(markKey instanceof Uint8Array))
    bad('markKey must be a Uint8Array or a text')
  return { limits: limitsOf(given.limits), signal, accepts: acceptsOf(given), files, font, markKey }
}
