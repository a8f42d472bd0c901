import { Failure } from '../../errors.ts'
import { shortestAddress } from './address.ts'
import { LAYER_PREFIXES } from './layers.ts'
import { type ImageOptions, isFilling, type Options } from './options.ts'

/** What a verified request says of itself. Texts are filled with it, never with what nobody has signed. */
export interface Facts {
  readonly expire?: number | undefined
  /** An address or a network. */
  readonly ip?: string | undefined
  /** The id of the key that signed. */
  readonly kid?: string | undefined
  /** Unix time in seconds. */
  readonly now?: number | undefined
}

const DAY = 86_400

/** @example utc(1795676736) // '2026-11-26 07:05:36' */
const utc = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')

interface Claimed {
  readonly read: (facts: Facts) => string | undefined
  /** Where it has no value. */
  readonly remedy: string
}

/** Placeholders that a URL cannot fill as it likes. */
const CLAIMED: Readonly<Record<string, Claimed>> = {
  expire: {
    read: ({ expire }) => (expire === undefined ? undefined : `${utc(expire)} UTC`),
    remedy: 'sign the URL with expire',
  },
  kid: {
    read: ({ kid }) => kid,
    remedy: 'sign the URL with a key of SIGNING_KEYS',
  },
  ip: {
    read: ({ ip = '' }) => shortestAddress(ip),
    remedy: 'sign the URL with ip, a single address',
  },
  date: {
    read: ({ now }) => (now === undefined ? undefined : utc(now).slice(0, 10)),
    remedy: 'it is the day of a request',
  },
}

const RESERVED = [...Object.keys(CLAIMED), 'start']

const TOKEN = /\\n|\\\\|\{\{|\}\}|\{([a-z0-9-]+)\}/g

const MAX_FILLED = 200
const MAX_VALUES = 16

/**
 * Letters, digits, punctuation, symbols and private characters, but not those that have no ink. Four blanks have other
 * properties: the braille blank U+2800, the null notehead U+1D159, and the Egyptian blanks U+13441 and U+13442.
 */
const INK =
  /(?![\p{Default_Ignorable_Code_Point}\u2800\u{1d159}\u{13441}\u{13442}])[\p{L}\p{N}\p{P}\p{S}\p{Co}]/u

/**
 * No script has as many on one letter; more would cover the lines around. Fonts place marks past characters that are not
 * drawn.
 */
const PILED = /\p{M}(?:\p{Default_Ignorable_Code_Point}*\p{M}){4}/u

/** Marks that would be drawn on what is before the value. */
const LEADING = /^\p{Default_Ignorable_Code_Point}*\p{M}/u

/** Isolates the direction of a value, so that it does not reorder the text around it (UAX 9, 2.5). */
const isolated = (opening: '\u2066' | '\u2068', value: string) => `${opening}${value}\u2069`

function bad(detail: string): never {
  throw new Failure('bad-parameter', detail)
}

/** The names of the placeholders of a text. */
const placeholdersOf = (text: string): readonly string[] =>
  [...text.matchAll(TOKEN)].flatMap(([, name]) => name ?? [])

/** The placeholders of a text that a URL fills, such as `name`. */
export const namesIn = (text: string): readonly string[] =>
  placeholdersOf(text).filter((name) => !RESERVED.includes(name))

/** Writes a text so that it is drawn as it is. */
const written = (text: string) => text.replace(/[\\{}]/g, (character) => character + character)

function valueFor(name: string, parameter: string, options: Options, facts: Facts): string {
  const claimed = Object.hasOwn(CLAIMED, name) ? CLAIMED[name] : undefined
  if (claimed) return claimed.read(facts) ?? bad(`${parameter} needs {${name}}: ${claimed.remedy}`)
  if (RESERVED.includes(name)) bad(`${parameter} has {${name}}, which nothing fills`)
  const value = options[`ol-${name}`] ?? bad(`${parameter} needs ol-${name}, which fills {${name}}`)
  if (!INK.test(value)) bad(`ol-${name} must have a character that can be seen`)
  if (LEADING.test(value)) bad(`ol-${name} must not begin with a mark, which belongs to a letter`)
  if (PILED.test(value)) bad(`ol-${name} must not have more than 4 marks on a letter`)
  return value
}

/** The character that an escape means. */
const meant = (pair: string) => (pair === '\\n' ? '\n' : pair.slice(1))

/** @returns the text with values for its placeholders, written like one without */
function filled(text: string, parameter: string, options: Options, facts: Facts): string {
  const replaced = (pairAs: (pair: string) => string, fill: (name: string, value: string) => string) =>
    text.replace(TOKEN, (token: string, name: string | undefined) =>
      name === undefined ? pairAs(token) : fill(name, valueFor(name, parameter, options, facts)),
    )
  const drawn = replaced(meant, (_, value) => value)
  if (!INK.test(drawn)) bad(`${parameter} must have a character that can be seen`)
  const { length } = [...drawn]
  if (length > MAX_FILLED)
    bad(`${parameter} has ${length} characters with its values: at most ${MAX_FILLED} are drawn`)
  return replaced(
    (pair) => pair,
    (name, value) => written(isolated(Object.hasOwn(CLAIMED, name) ? '\u2066' : '\u2068', value)),
  )
}

const TEXTS = LAYER_PREFIXES.map((prefix) => `${prefix}text` as const)

/** The texts of options, each with the parameter that has it. */
function textsOf(options: Options): readonly (readonly [parameter: string, text: string])[] {
  const given: Readonly<Record<string, unknown>> = options
  return TEXTS.flatMap((name) => {
    const text = given[name]
    return typeof text === 'string' ? [[name, text] as const] : []
  })
}

/**
 * Checks the texts of a preset, as far as no request decides.
 * @throws Failure bad-parameter: a placeholder that nothing fills, or nothing to see
 */
export function assertFillable(options: Options): void {
  for (const [parameter, text] of textsOf(options)) {
    const values = Object.fromEntries(namesIn(text).map((name) => [`ol-${name}`, 'x']))
    filled(text, parameter, values, { expire: 0, ip: '::', kid: 'x', now: 0 })
  }
}

/** @throws Failure bad-parameter: a parameter that would fill what claims fill */
export function assertNotReserved(names: Iterable<string>): void {
  for (const name of names)
    if (RESERVED.some((reserved) => name === `ol-${reserved}`))
      bad(`${name} is reserved: {${name.slice(3)}} is filled with what is signed`)
}

/** Options whose texts have no placeholders. */
export interface Filled {
  readonly options: ImageOptions
  /** Unix time in seconds at which the texts will be others. */
  readonly until: number | undefined
}

/**
 * Fills the texts of options: placeholders of claims with `facts`, others with the parameters `ol-name`.
 * @throws Failure bad-parameter: a value is missing, cannot be seen or is not used; a text becomes too long
 * @example fillTexts({ oltext: '{name} {ip}', 'ol-name': 'Ann' }, { ip: '203.0.113.7' })
 */
export function fillTexts(options: Options, facts: Facts): Filled {
  const values = Object.keys(options).filter(isFilling)
  if (values.length > MAX_VALUES) bad(`at most ${MAX_VALUES} parameters ol-name are allowed`)
  const texts = textsOf(options)
  const used = new Set(texts.flatMap(([, text]) => placeholdersOf(text)))
  const unused = values.find((name) => !used.has(name.slice(3)))
  if (unused) bad(`${unused}: no text has {${unused.slice(3)}}`)
  const others = Object.entries(options).filter(([name]) => !isFilling(name))
  const drawn = texts.map(([name, text]) => [name, filled(text, name, options, facts)] as const)
  return {
    options: Object.fromEntries([...others, ...drawn]) as ImageOptions,
    until: used.has('date') && facts.now !== undefined ? (Math.floor(facts.now / DAY) + 1) * DAY : undefined,
  }
}
