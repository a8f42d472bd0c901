import {
  type FileOption,
  type LayerPrefix,
  type OverlayOptions,
  overlaysOf,
} from '../../engine/options/layers.ts'
import type { TransformOptions } from '../../engine/options/transform-options.ts'
import { withOption } from '../../engine/overlay/with-option.ts'
import { Failure } from '../../errors.ts'
import { decodePath, normalizeAddress } from '../../signing/url/addresses.ts'
import { type ClosedPrefix, isBelowClosed } from '../../signing/url/closed.ts'
import { isPlainPath } from '../../signing/url/plain-path.ts'
import type { Bindings, SourceRules, SourceSettings } from './kind.ts'
import { configuredSource } from './kinds.ts'
import type { Source, Validators } from './source.ts'

/** Fields of a zone that determine where overlays may come from. */
export interface OverlayZone extends SourceSettings {
  /**
   * Prefixes below which the files of overlays must lie: paths below the zone and https URLs, each
   * ending with `/`.
   */
  readonly overlays: readonly string[]
  /**
   * Prefixes of guarded zones, as paths below the zone and as URLs. Images below them must not be
   * served without those zones' mandatory presets.
   */
  readonly guarded: readonly ClosedPrefix[]
  /** Path below the zone, or https URL, of the font for texts without `olfont`. */
  readonly font?: string | undefined
}

/** File of an overlay (image or font), ready to be read. */
export interface OpenedOverlay {
  /** Name of the file in caches, as from `ConfiguredSource.nameOf`. */
  readonly name: string
  /** Parameter that names the file in a URL, such as `olurl` or `ol2font`. */
  readonly parameter: FileOption
  readonly open: (signal: AbortSignal, known?: Validators) => Promise<Source>
}

const refused = (parameter: FileOption) =>
  new Failure('bad-parameter', `${parameter} must begin with a path or URL that the zone lists in overlays`)

const contentOf = (parameter: FileOption) => (parameter.endsWith('url') ? 'image' : 'font')

/** Returns `true` if the parameter is a text without fonts. Its file is the font of the zone. */
const usesZoneFont = (parameter: FileOption) => parameter.endsWith('text')

const notFound = (parameter: FileOption) =>
  usesZoneFont(parameter)
    ? "the zone's font is not in its source"
    : `there is no such ${contentOf(parameter)} in the source of the zone: write a path in ${parameter} without the prefix of the zone`

/**
 * Runs work on an overlay and explains its `not-found` failures. Clients see how paths are looked
 * up. The file name appears only in the log and in development.
 */
async function tellWhere<T>(
  parameter: FileOption,
  address: string,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'not-found') throw error
    const { source } = error
    const where = `there is no ${contentOf(parameter)} at ${name}`
    const reason = usesZoneFont(parameter)
      ? `${parameter}: the zone's font ${address} is not in its source: ${where}`
      : `${parameter}: ${where}`
    throw new Failure('not-found', notFound(parameter), reason, { source })
  }
}

/**
 * Returns `true` if the zone lists an address, because it lies below one of `overlays`. An address
 * below a guarded prefix needs more: the listed prefix must itself lie below the guarded prefix, in
 * the same upper and lower case.
 */
function isListed(
  address: string,
  { overlays, guarded }: Pick<OverlayZone, 'overlays' | 'guarded'>,
): boolean {
  const normal = normalizeAddress(address)
  const guards = guarded
    .filter((closed) => isBelowClosed(address, closed))
    .map(({ prefix }) => normalizeAddress(prefix))
  return overlays
    .map(normalizeAddress)
    .some((prefix) => normal.startsWith(prefix) && guards.every((inner) => prefix.startsWith(inner)))
}

function locate(url: URL, prefixes: readonly string[]): { prefix: string; path: string } | undefined {
  if (url.username !== '' || url.password !== '' || /[?#]/.test(url.href)) return undefined
  for (const prefix of prefixes) {
    const base = URL.parse(prefix)
    if (base === null || base.origin !== url.origin || !url.pathname.startsWith(base.pathname)) continue
    const path = decodePath(url.pathname.slice(base.pathname.length))
    return path !== undefined && isPlainPath(path) ? { prefix, path } : undefined
  }
  return undefined
}

/**
 * Opens an overlay's file: its image or a font. The address is either a path or an https URL. A
 * path lies in the zone's own source and is read with its credentials. A URL is read without
 * credentials. The address must lie below one of the zone's `overlays`. The rules for originals
 * also apply, and they cover redirects.
 *
 * @param address decoded: a path that begins with `/`, or an https URL without user information,
 *   query and fragment
 * @param parameter parameter that contains the address
 * @throws Failure bad-parameter: the zone does not list the address; misconfigured
 * @example
 * const zone = { source: 'r2:IMAGES', overlays: ['/brand/'], guarded: [] }
 * overlaySource('/brand/logo.png', zone, env, rules)
 */
export function overlaySource(
  address: string,
  zone: OverlayZone,
  env: Bindings,
  rules: SourceRules,
  parameter: FileOption = 'olurl',
): OpenedOverlay {
  if (address.startsWith('/')) {
    const path = address.slice(1)
    if (!isPlainPath(path) || !isListed(address, zone)) throw refused(parameter)
    const { nameOf, open } = configuredSource(zone, env, rules)
    const name = nameOf(path)
    return {
      name,
      parameter,
      open: (signal, known) =>
        withOption(parameter, () => tellWhere(parameter, address, name, () => open(path, signal, known))),
    }
  }
  const url = URL.parse(address)
  const found = url && locate(url, zone.overlays)
  if (!found) throw refused(parameter)
  const source = configuredSource({ source: found.prefix }, env, rules)
  const name = source.nameOf(found.path)
  if (!isListed(name, zone)) throw refused(parameter)
  return {
    name,
    parameter,
    open: (signal, known) => withOption(parameter, () => source.open(found.path, signal, known)),
  }
}

/** Overlay that an intent asks for, and the files that it is drawn from. */
export interface RequestedOverlay {
  readonly overlay: OverlayOptions
  /** The overlay's image, or its text's fonts. */
  readonly files: readonly OpenedOverlay[]
}

/**
 * Returns the files of overlays in drawing order. A file that several overlays use appears once.
 */
export function filesOf(overlays: readonly RequestedOverlay[]): readonly OpenedOverlay[] {
  const files = overlays.flatMap((overlay) => overlay.files)
  return files.filter(({ name }, index) => files.findIndex((other) => other.name === name) === index)
}

/** Returns the overlay files' names in cache keys, in the order of `filesOf`. */
export const namesOf = (overlays: readonly RequestedOverlay[]): readonly string[] =>
  filesOf(overlays).map(({ name }) => name)

type Opening = (address: string, parameter: FileOption, zone: OverlayZone) => OpenedOverlay

/**
 * Opens the zone's default font (`font`) for a text without `olfont`. This font can lie outside the
 * `overlays` prefixes, because the zone's owner chose it.
 */
function usualFont(layer: LayerPrefix, zone: OverlayZone, open: Opening): OpenedOverlay {
  const { font, overlays } = zone
  if (font === undefined)
    throw new Failure('bad-parameter', `${layer}text needs ${layer}font: the zone names no font`)
  const folder = font.slice(0, font.lastIndexOf('/') + 1)
  return open(font, `${layer}text`, { ...zone, overlays: [...overlays, folder] })
}

/** Opens the overlay's image, or its text's fonts. A text without fonts gets the zone's font. */
function openFiles(
  { layer, url, font }: OverlayOptions,
  zone: OverlayZone,
  open: Opening,
): readonly OpenedOverlay[] {
  if (url !== undefined) return [open(url, `${layer}url`, zone)]
  return font ? font.map((address) => open(address, `${layer}font`, zone)) : [usualFont(layer, zone, open)]
}

/**
 * Returns the overlays that an intent asks for, in the order in which they are drawn. The list is
 * empty for `output=json`, which only describes the original.
 * @throws Failure like `overlaySource`
 */
export function requestedOverlays(
  intent: Omit<TransformOptions, 'mark'> | undefined,
  zone: OverlayZone,
  env: Bindings,
  rules: SourceRules,
): readonly RequestedOverlay[] {
  if (intent === undefined || intent.output === 'json') return []
  const overlays = overlaysOf(intent)
  const open: Opening = (address, parameter, from) => overlaySource(address, from, env, rules, parameter)
  return overlays.map((overlay) => ({ overlay, files: openFiles(overlay, zone, open) }))
}
