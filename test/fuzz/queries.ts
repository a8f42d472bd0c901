import fc from 'fast-check'
import { formatQuery } from '../../src/signing/url/canonical.ts'
import { isRowName, OPTIONS, type RowName, rowOf } from '../../src/signing/url/options.ts'
import { formatOptions } from '../../src/signing/url/parameters.ts'
import { smallIntents, VALUES } from '../support/properties/arbitraries.ts'
import { below, happens, pick, type Random } from './random.ts'

/** Decoded parameters in the order of the query. */
export type Parameters = readonly (readonly [name: string, text: string])[]

const NAMES = Object.keys(OPTIONS)
  .filter(isRowName)
  .filter((name) => name !== 'token')

function sample<T>(values: fc.Arbitrary<T>, random: Random): T {
  const [one] = fc.sample(values, { seed: random() | 0, numRuns: 1 })
  return one as T
}

/**
 * Parameters that are always kept when others are dropped, because some others have no effect
 * without them.
 */
const KEPT: ReadonlySet<string> = new Set(['width', 'height', 'format', 'metadata', 'hdr', 'animate', 'page'])

/** Parameters that select frames. Most formats allow them, but few files have several frames. */
const OF_FRAMES: ReadonlySet<string> = new Set(['animate', 'page'])

const ofFrames = (random: Random): Parameters =>
  happens(70, random) ? [['animate', '1']] : [['page', String(1 + below(4, random))]]

/** Returns valid parameters for a small picture: a full random set, or a width and a few others. */
export function tameParameters(random: Random): Parameters {
  const { olurl: _overlay, ...intent } = sample(smallIntents, random)
  const still = [...formatOptions(intent)].filter(([name]) => !name.startsWith('ol') && !OF_FRAMES.has(name))
  const all = happens(30, random)
    ? [...still.filter(([name]) => name !== 'format'), ...ofFrames(random)]
    : still
  if (happens(25, random)) return all
  if (happens(4, random)) return [['output', 'json']]
  const size = below(180, random) + 1
  const few = all.filter(([name]) => KEPT.has(name) || happens(8, random))
  return [
    ['width', String(size)],
    ...few.filter(
      ([name]) => name !== 'width' && (name !== 'fit' || few.some(([other]) => other === 'height')),
    ),
  ]
}

/** Returns valid parameters for an overlay. */
export function overlayParameters(olurl: string, random: Random): Parameters {
  const names = (
    ['olalign', 'olx', 'oly', 'olwidth', 'olheight', 'olscale', 'olpadding', 'olalpha', 'olrepeat'] as const
  ).filter(() => happens(20, random))
  return [['olurl', olurl], ...names.map((name) => [name, validText(name, random)] as const)]
}

function validText(name: RowName, random: Random): string {
  if ((name === 'width' || name === 'height') && happens(70, random)) return String(1 + below(300, random))
  if (name === 'kid' && happens(50, random)) return 'test'
  return rowOf(name).format(sample<unknown>(VALUES[name], random) as never)
}

const ODD = [
  '',
  '0',
  '-1',
  '00',
  '01',
  '1e3',
  '1.',
  '.5',
  '+1',
  ' 1',
  'NaN',
  'Infinity',
  'é',
  '\u{1f600}',
  'undefined',
  '__proto__',
  '../../tools/',
  '//',
  '1,2',
  '1,2,3,4,5,6,7,8,9',
  ',',
  '%',
  '&',
  '=',
  '99999999999999999999',
  '0.0000001',
  'a'.repeat(3000),
  '#fff',
  'http://127.0.0.1/',
  'https://x@y/',
  '/c0/../x',
  '/..%2f',
]

function invalidText(name: RowName, random: Random): string {
  if (happens(50, random)) return pick(ODD, random)
  const text = validText(name, random)
  const at = below(text.length + 1, random)
  return text.slice(0, at) + pick([...'09.,-+:/aZ_ é%'], random) + text.slice(at + below(2, random))
}

const UNKNOWN = [
  'widht',
  'Width',
  '__proto__',
  'constructor',
  'toString',
  'token2',
  'x',
  '%C3%A9',
  'a'.repeat(300),
]

/** Returns parameters of any group with valid and invalid values. Some have unknown names. */
export function wildParameters(random: Random): Parameters {
  const count = 1 + below(6, random)
  return Array.from({ length: count }, () => {
    if (happens(4, random)) return [pick(UNKNOWN, random), pick(ODD, random)] as const
    const name = pick(NAMES, random)
    return [name, happens(80, random) ? validText(name, random) : invalidText(name, random)] as const
  })
}

/** Formats a query. Most results are in the canonical form; 4 % are not. */
export function queryOf(parameters: Parameters, random: Random): string {
  const query = formatQuery(new Map(parameters))
  if (happens(96, random)) return query
  const twice = parameters.map(([name, text]) => `${name}=${encodeURIComponent(text)}`)
  return pick(
    [
      query.replaceAll('=', '%3D'),
      query.replaceAll(',', '%2c'),
      [...twice, ...twice.slice(0, 1)].join('&'),
      `&${query}`,
      `${query}&`,
      query.replaceAll('=', ''),
    ],
    random,
  )
}
