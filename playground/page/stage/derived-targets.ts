import { DEFAULT_QUALITY } from '../../../src/engine/options/default-quality.ts'
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

/** Encoder parameters. They are removed if a target is encoded in another format. */
const ENCODING = [
  'quality',
  'alphaquality',
  'lossless',
  'nearlossless',
  'autoquality',
  'max_bytes',
  'progressive',
  'subsampling',
  'compression',
  'adaptive',
  'colors',
  'palette',
  'dither',
  'effort',
]

function parse(target: string): { path: string; given: ReadonlyMap<string, string> } {
  const { path, signed } = parseWire(ORIGIN + target)
  return { path, given: signed }
}

function format(path: string, given: ReadonlyMap<string, string>): string {
  return given.size === 0 ? path : `${path}?${formatQuery(given)}`
}

/**
 * Returns the target with changed parameters. `undefined` removes a parameter.
 * @throws Failure bad-url
 */
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
 * Returns the target whose picture an output is compared with: the same picture in the same size as
 * a PNG, without effects and compression. A preset's parameters are included.
 * @returns `undefined` if the target is a description or an original, because these have no such
 *   picture
 * @throws Failure bad-url
 */
export function beforeTarget(target: string, zones: readonly CatalogZone[]): string | undefined {
  const { path, given } = parse(target)
  if (!isPicture(given)) return undefined
  const layout = [...withPreset(path, given, zones)].filter(([name]) => isLayout(name))
  return format(path, new Map([...layout, ['format', 'png']]))
}

/** Returns `true` if parameters request a new picture rather than a description or the original. */
function isPicture(given: ReadonlyMap<string, string>): boolean {
  if (given.get('output') === 'json' || given.has('original')) return false
  return [...given.keys()].some(
    (name) => isOptionName(name) && rowOf(name).group !== 'access' && !OUTPUTS.has(name),
  )
}

/**
 * Classifies the server's answer to a target.
 * @throws Failure bad-url
 */
export function kindOf(target: string): 'picture' | 'description' | 'original' {
  const { given } = parse(target)
  if (given.get('output') === 'json') return 'description'
  return isPicture(given) ? 'picture' : 'original'
}

/**
 * Returns the parameter changes that encode a target in another format. They remove the previous
 * encoder's settings.
 */
export function encodedAs(formatName: string, quality?: number): Changes {
  const removed = Object.fromEntries(ENCODING.map((name) => [name, undefined]))
  return { ...removed, format: formatName, ...(quality !== undefined && { quality: String(quality) }) }
}

/**
 * Returns the parameter changes that apply an encoding. They omit a default quality, unless a
 * preset may set another one.
 */
export function appliedAs(
  formatName: Encoding['format'],
  quality: number | undefined,
  given: ReadonlyMap<string, string>,
): Changes {
  const isDefault = formatName !== 'png' && quality === DEFAULT_QUALITY[formatName] && !given.has('preset')
  return encodedAs(formatName, isDefault ? undefined : quality)
}

/** Maximum width of a source preview in pixels. */
const PREVIEW_WIDTH = 1600

/** Returns a target that shows the upright source in a size for display. */
export const previewTarget = (path: string) => `${path}?width=${PREVIEW_WIDTH}&enlarge=0&format=webp`

/**
 * Returns a target that describes a source. It works in every zone, because it sets no parameter
 * that a zone could lock.
 */
export const descriptionTarget = (path: string) => `${path}?output=json`

/** Format and quality in which a target is encoded. */
export interface Encoding {
  readonly format: 'png' | keyof typeof DEFAULT_QUALITY
  readonly quality?: number
}

const STEPS = [40, 60, 80, 90]

/**
 * Returns the encodings that the page compares: lossless PNG first, then each format in several
 * qualities. They include the chosen quality, or the default if none is chosen.
 */
export function encodingsOf(chosen: number | undefined): readonly Encoding[] {
  const lossy = (['jpeg', 'webp', 'avif', 'jxl'] as const).flatMap((name) =>
    [...new Set([...STEPS, chosen ?? DEFAULT_QUALITY[name]])]
      .sort((a, b) => a - b)
      .map((quality) => ({ format: name, quality })),
  )
  return [{ format: 'png' }, ...lossy]
}
