import { LAYER_PREFIXES } from '../../engine/options/layers.ts'
import { bare, ownValue } from '../../engine/options/own.ts'
import { Failure } from '../../errors.ts'
import { shortestAddress } from './address.ts'
import { type ImageOptions, isFilling, type Options } from './options.ts'

/**
 * Values for the reserved placeholders of texts. All except the time must be covered by a
 * signature: otherwise a client could write another user's values into an image.
 */
export interface Facts {
  readonly expire?: number | undefined
  /** Claim `ip`: an address, or a network in CIDR notation. */
  readonly ip?: string | undefined
  /** Id of the key that signed the URL. */
  readonly kid?: string | undefined
  /** Unix time in seconds at which the request arrived. */
  readonly now?: number | undefined
}

const DAY = 86_400

/**
 * Formats a Unix time as date and time in UTC.
 * @example utc(1795676736) // '2026-11-26 07:05:36'
 */
const utc = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')

interface Claimed {
  readonly read: (facts: Facts) => string | undefined
  /** Advice for the error message if the request has no value for the placeholder. */
  readonly remedy: string
}

/**
 * Reserved placeholders, by name. They are filled from `Facts`, never from parameters of the URL.
 */
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
    remedy: 'only a request has a date',
  },
}

const RESERVED = [...Object.keys(CLAIMED), 'start']

const TOKEN = /\\n|\\\\|\{\{|\}\}|\{([a-z0-9-]+)\}/g

const MAX_FILLED = 200
const MAX_VALUES = 16

/**
 * Pattern of a visible character: a letter, digit, punctuation mark, symbol or private-use
 * character. Default-ignorable characters are excluded. Four characters without that property are
 * blank, too, and are excluded by number: the braille blank U+2800, the null notehead U+1D159, and
 * the Egyptian blanks U+13441 and U+13442.
 */
const INK =
  /(?![\p{Default_Ignorable_Code_Point}\u2800\u{1d159}\u{13441}\u{13442}])[\p{L}\p{N}\p{P}\p{S}\p{Co}]/u

/**
 * Pattern of five or more combining marks on one letter. No script uses that many, and they would
 * cover the lines above and below. Ignorable characters between the marks do not break the match,
 * because fonts still stack the marks.
 */
const PILED = /\p{M}(?:\p{Default_Ignorable_Code_Point}*\p{M}){4}/u

/**
 * Matches a combining mark at a value's start. The mark would be drawn on the character before the
 * value.
 */
const LEADING = /^\p{Default_Ignorable_Code_Point}*\p{M}/u

/**
 * Isolates the direction of a value, so that the value does not reorder the text around it (UAX 9,
 * 2.5).
 */
const isolated = (opening: '\u2066' | '\u2068', value: string) => `${opening}${value}\u2069`

function bad(detail: string): never {
  throw new Failure('bad-parameter', detail)
}

/** Returns the names of all placeholders in a text. */
const placeholdersOf = (text: string): readonly string[] =>
  [...text.matchAll(TOKEN)].flatMap(([, name]) => name ?? [])

/**
 * Returns the names of a text's placeholders that URL parameters must fill. For `city`, this is the
 * parameter `ol-city`.
 */
export const namesIn = (text: string): readonly string[] =>
  placeholdersOf(text).filter((name) => !RESERVED.includes(name))

/** Escapes the special characters of a value, so that the template syntax does not apply to it. */
const written = (text: string) => text.replace(/[\\{}]/g, (character) => character + character)

function valueFor(name: string, parameter: string, options: Options, facts: Facts): string {
  const claimed = Object.hasOwn(CLAIMED, name) ? CLAIMED[name] : undefined
  if (claimed) return claimed.read(facts) ?? bad(`${parameter} needs {${name}}: ${claimed.remedy}`)
  if (RESERVED.includes(name)) bad(`${parameter} has {${name}}, which nothing fills`)
  const value = options[`ol-${name}`] ?? bad(`${parameter} needs ol-${name}, which fills {${name}}`)
  if (!INK.test(value)) bad(`ol-${name} must have a visible character`)
  if (LEADING.test(value)) bad(`ol-${name} must not begin with a combining mark`)
  if (PILED.test(value)) bad(`ol-${name} must not have more than 4 combining marks on a letter`)
  return value
}

/** Returns the character that an escape sequence of the template syntax stands for. */
const meant = (pair: string) => (pair === '\\n' ? '\n' : pair.slice(1))

/**
 * Replaces the placeholders of a text with their values.
 * @returns text in the template syntax; special characters in values are escaped
 */
function filled(text: string, parameter: string, options: Options, facts: Facts): string {
  const replaced = (pairAs: (pair: string) => string, fill: (name: string, value: string) => string) =>
    text.replace(TOKEN, (token: string, name: string | undefined) =>
      name === undefined ? pairAs(token) : fill(name, valueFor(name, parameter, options, facts)),
    )
  const drawn = replaced(meant, (_, value) => value)
  if (!INK.test(drawn)) bad(`${parameter} must have a visible character`)
  const { length } = [...drawn]
  if (length > MAX_FILLED)
    bad(`${parameter} has ${length} characters with its values filled in: at most ${MAX_FILLED} are allowed`)
  return replaced(
    (pair) => pair,
    (name, value) => written(isolated(Object.hasOwn(CLAIMED, name) ? '\u2066' : '\u2068', value)),
  )
}

const TEXTS = LAYER_PREFIXES.map((prefix) => `${prefix}text` as const)

/** Returns the overlay texts among the options, each with its parameter's name. */
function textsOf(options: Options): readonly (readonly [parameter: string, text: string])[] {
  const given: Readonly<Record<string, unknown>> = options
  return TEXTS.flatMap((name) => {
    const text = ownValue(given, name)
    return typeof text === 'string' ? [[name, text] as const] : []
  })
}

/**
 * Checks a preset's texts as far as that is possible without a request's values.
 * @throws Failure bad-parameter: a placeholder that nothing fills, or a text without a visible
 *   character
 */
export function assertFillable(options: Options): void {
  for (const [parameter, text] of textsOf(options)) {
    const values = Object.fromEntries(namesIn(text).map((name) => [`ol-${name}`, 'x']))
    filled(text, parameter, values, { expire: 0, ip: '::', kid: 'x', now: 0 })
  }
}

/**
 * Refuses parameters such as `ol-ip`, whose placeholders are reserved and filled from `Facts`.
 * @throws Failure bad-parameter
 */
export function assertNotReserved(names: Iterable<string>): void {
  for (const name of names)
    if (RESERVED.some((reserved) => name === `ol-${reserved}`))
      bad(`${name} is reserved: {${name.slice(3)}} is filled with what is signed`)
}

/** Options after their texts were filled. No placeholder is left. */
export interface Filled {
  readonly options: ImageOptions
  /**
   * Unix time in seconds at which a filled text becomes outdated: the next midnight UTC if a text
   * has `{date}`; otherwise `undefined`.
   */
  readonly until: number | undefined
}

/**
 * Fills the placeholders in the texts of options. Reserved placeholders get their values from
 * `facts`, all others from the parameters `ol-name`.
 * @throws Failure bad-parameter: a value is missing, invisible or not used, or a text becomes too
 *   long
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
    options: bare(Object.fromEntries([...others, ...drawn]) as ImageOptions),
    until: used.has('date') && facts.now !== undefined ? (Math.floor(facts.now / DAY) + 1) * DAY : undefined,
  }
}
