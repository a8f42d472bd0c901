import { complete } from '../../engine/options/complete.ts'
import { bareTree, ownValue } from '../../engine/options/own.ts'
import type { RequestedMark, TransformOptions } from '../../engine/options/transform-options.ts'
import { Failure } from '../../errors.ts'
import { parseKeys, type SigningKey } from '../../signing/auth/keys.ts'
import { openMarkKey } from '../../signing/auth/mark-keys.ts'
import { type Intent, parseIntent } from '../../signing/url/intent.ts'
import { unknownName } from '../../signing/url/nearest.ts'
import { isOptionName, OPTION_NAMES, type OptionName, rowOf } from '../../signing/url/options.ts'
import { refuseValue } from '../../signing/url/parameters.ts'
import type { NamedOptions } from './generated/engine-options.ts'
import { ownFields, shortened, shown } from './plain.ts'
import type { Settings } from './settings.ts'
import type { Context } from './types.ts'

/**
 * Transform options: a URL's image options, with the same names, values and rules. An option with
 * several values is an object or the text that a URL has: `bg: 'ffd666'` or `{ r: 255, g: 214, b:
 * 102, alpha: 1 }`, `crop: 'fp,0.5,0.5'` or `{ at: [0.5, 0.5] }`. An option that is `undefined`
 * counts as absent. Operations run in a fixed order, whatever order the options have. `'ol-city':
 * 'Paris'` replaces `{city}` in overlay texts.
 *
 * @example { width: 400, height: 300, crop: 'smart', format: 'webp', quality: 80 }
 */
export type EngineOptions = NamedOptions & {
  readonly [Name in `ol-${string}`]?: string | undefined
}

/** URL parameters that are no engine options, with what to use instead. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  output: 'describe an image with probe()',
  original: 'the input is the original',
  preset: 'presets belong to a zone of the Worker; pass the options of the preset',
  download: 'set the header Content-Disposition of your response',
  w: 'set width',
  widths: 'set width',
  dprs: 'set dpr',
  accepts: 'set it in the context, the third argument',
  accept: 'set it in the context, the third argument',
}
/** Name prefix for text values. Some names with this prefix are reserved. */
const FILLING = 'ol-'

const CLAIM = 'it belongs to signed URLs'

const isForeign = (name: string) =>
  Object.hasOwn(ELSEWHERE, name) || (isOptionName(name) && rowOf(name).group === 'access')

const KNOWN = OPTION_NAMES.filter((name) => !isForeign(name) && name !== 'ol-name')

/** Returns the text that a URL has for a value. */
function textOf(name: OptionName, value: unknown): string {
  if (typeof value === 'string') return value
  const { format, parse } = rowOf(name)
  try {
    const text: unknown = typeof value === 'number' ? String(value) : format(bareTree(value) as never)
    if (typeof text === 'string' && (typeof value !== 'object' || typeof parse(text) === 'object'))
      return text
  } catch {
    // The value has another shape than the option.
  }
  return refuseValue(name, value === null ? 'null' : `a value of type ${typeof value}`)
}

function textsOf(options: EngineOptions): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  for (const [name, value] of Object.entries(ownFields('options', options))) {
    if (isForeign(name))
      throw new Failure('bad-parameter', `${name} is not an option: ${ownValue(ELSEWHERE, name) ?? CLAIM}`)
    if (value === undefined && isOptionName(name)) continue
    if (isOptionName(name)) texts.set(name, textOf(name, value))
    else if (name.startsWith(FILLING)) texts.set(name, fillingOf(name, value))
    else throw new Failure('bad-parameter', unknownName('option', name, KNOWN))
  }
  return texts
}

/** Returns a placeholder's value in texts. */
function fillingOf(name: string, value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw new Failure('bad-parameter', `${shortened(name)} must be a text, got ${shown(value)}`)
}

const NO_PRESETS = { presets: new Map(), mandatory: [] }

/**
 * Reads options by the rules for URLs.
 * @param extra parameters that callers cannot set
 */
function intentOf(options: EngineOptions, extra: ReadonlyMap<string, string>): Intent {
  const signed = new Map([...textsOf(options), ...extra])
  const wire = { origin: '', path: '/', query: '', token: undefined, signed, free: new Map() }
  try {
    return parseIntent(wire, NO_PRESETS, { now: Math.floor(Date.now() / 1000) }) ?? complete({})
  } catch (error) {
    throw withShortValues(error, signed)
  }
}

/** Cuts the values that a failure's detail repeats. Values in a URL are short. */
function withShortValues(error: unknown, values: ReadonlyMap<string, string>): unknown {
  if (!(error instanceof Failure) || error.detail === undefined) return error
  const cut = (detail: string, value: string) => detail.replaceAll(value, shortened(value))
  const detail = [...values.values()].filter((value) => value !== '').reduce(cut, error.detail)
  return detail === error.detail ? error : new Failure(error.code, detail)
}

function signingKeyOf(key: Context['markKey']): SigningKey {
  if (key === undefined) throw new Failure('bad-parameter', 'mark needs markKey in the context')
  if (typeof key === 'string') return parseKeys(key, 'markKey')[0]
  if (!(key instanceof Uint8Array) || key.length < 32)
    throw new Failure('bad-parameter', 'markKey must have at least 32 random bytes')
  return { id: '', bytes: Uint8Array.from(key) }
}

async function markOf(value: string, key: Context['markKey']): Promise<RequestedMark> {
  if (value === 'claims')
    throw new Failure('bad-parameter', 'mark=claims needs a signed URL: pass 8 or 16 hex digits')
  const { id, streams } = await openMarkKey(signingKeyOf(key))
  return { value, key: { id, streams }, personal: false }
}

/**
 * Reads a transform's options.
 * @param output `json` to describe the image
 * @throws Failure bad-parameter, misconfigured (a `markKey` that is a placeholder)
 */
export async function transformOptions(
  options: EngineOptions = {},
  { accepts, markKey }: Pick<Settings, 'accepts' | 'markKey'>,
  output: 'image' | 'json' = 'image',
): Promise<TransformOptions> {
  const extra = new Map(output === 'json' ? [['output', output]] : [])
  const { mark, ...intent } = intentOf(options, extra)
  return {
    ...intent,
    ...(intent.format === 'auto' && { accepts }),
    mark: mark === undefined ? undefined : await markOf(mark, markKey),
  }
}
