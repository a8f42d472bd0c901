import { formatQuery } from '../../../src/signing/url/canonical.ts'
import { isOptionName, rowOf } from '../../../src/signing/url/options.ts'
import { parseWire } from '../../../src/signing/url/wire.ts'
import type { CatalogZone } from '../../protocol.ts'
import { presetQuery, zoneOf } from '../controls/zone-of.ts'

type Changes = Readonly<Record<string, string | undefined>>

const ORIGIN = 'http://localhost'
const OUTPUTS = new Set(['output', 'original', 'download'])
const LAYOUT = new Set(['trim', 'crop', 'resize', 'extend'])
const TURNS = new Set(['flip', 'flop', 'rotate'])

/** Of an encoder; a derived format has its own. */
const ENCODING = [
  'quality',
  'alphaquality',
  'lossless',
  'nearlossless',
  'progressive',
  'compression',
  'adaptive',
]

/** Formats that the stage compares, with the quality that each has by itself. */
export const QUALITIES: Readonly<Record<'jpeg' | 'webp' | 'avif', number>> = { jpeg: 82, webp: 77, avif: 58 }

function parse(target: string): { path: string; given: ReadonlyMap<string, string> } {
  const { path, signed } = parseWire(ORIGIN + target)
  return { path, given: signed }
}

function format(path: string, given: ReadonlyMap<string, string>): string {
  return given.size === 0 ? path : `${path}?${formatQuery(given)}`
}

/** The target with other parameters; `undefined` removes one. @throws Failure bad-url */
export function withParameters(target: string, changes: Changes): string {
  const { path, given } = parse(target)
  const next = new Map(given)
  for (const [name, text] of Object.entries(changes))
    if (text === undefined) next.delete(name)
    else next.set(name, text)
  return format(path, next)
}

function withPreset(
  path: string,
  given: ReadonlyMap<string, string>,
  zones: readonly CatalogZone[],
): ReadonlyMap<string, string> {
  const query = presetQuery(zoneOf(path, zones), given.get('preset'))
  return query ? new Map([...parse(`/?${query}`).given, ...given]) : given
}

const isLayout = (name: string) => isOptionName(name) && (LAYOUT.has(rowOf(name).group) || TURNS.has(name))

/**
 * The same picture in the same size without effects and losses, as a PNG: what an output is compared with. A preset
 * counts with the parameters it stands for.
 * @returns nothing for a target that has no other picture: a description, an original
 * @throws Failure bad-url
 */
export function beforeTarget(target: string, zones: readonly CatalogZone[]): string | undefined {
  const { path, given } = parse(target)
  if (!isPicture(given)) return undefined
  const layout = [...withPreset(path, given, zones)].filter(([name]) => isLayout(name))
  return format(path, new Map([...layout, ['format', 'png']]))
}

/** Whether parameters ask for a new picture, rather than a description or the source itself. */
function isPicture(given: ReadonlyMap<string, string>): boolean {
  if (given.get('output') === 'json' || given.has('original')) return false
  return [...given.keys()].some(
    (name) => isOptionName(name) && rowOf(name).group !== 'access' && !OUTPUTS.has(name),
  )
}

/** What a target answers with. @throws Failure bad-url */
export function kindOf(target: string): 'picture' | 'description' | 'original' {
  const { given } = parse(target)
  if (given.get('output') === 'json') return 'description'
  return isPicture(given) ? 'picture' : 'original'
}

/** Changes that encode a target in another way; settings of the old encoder are removed. */
export function encodedAs(formatName: string, quality?: number): Changes {
  const removed = Object.fromEntries(ENCODING.map((name) => [name, undefined]))
  return { ...removed, format: formatName, ...(quality !== undefined && { quality: String(quality) }) }
}

/** Widest preview of a source, in pixels. */
const PREVIEW_WIDTH = 1600

/** The upright source, small enough to show. */
export const previewTarget = (path: string) => `${path}?width=${PREVIEW_WIDTH}&enlarge=0&format=webp`

/** What is said of a source, whatever parameters its zone locks. */
export const descriptionTarget = (path: string) => `${path}?output=json`

/** A way to encode a target. */
export interface Encoding {
  readonly format: 'png' | keyof typeof QUALITIES
  readonly quality?: number
}

const STEPS = [40, 60, 80, 90]

/** The encodings to compare: the lossless one first, then each format in a few qualities and the chosen or default one. */
export function encodingsOf(chosen: number | undefined): readonly Encoding[] {
  const lossy = (['jpeg', 'webp', 'avif'] as const).flatMap((name) =>
    [...new Set([...STEPS, chosen ?? QUALITIES[name]])]
      .sort((a, b) => a - b)
      .map((quality) => ({ format: name, quality })),
  )
  return [{ format: 'png' }, ...lossy]
}
