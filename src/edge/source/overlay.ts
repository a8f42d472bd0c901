import { Failure } from '../../errors.ts'
import { decodePath, normalizeAddress } from '../../signing/url/addresses.ts'
import { type ClosedPrefix, isBelowClosed } from '../../signing/url/closed.ts'
import type { Intent } from '../../signing/url/intent.ts'
import { type OverlayIntent, overlaysOf } from '../../signing/url/overlays.ts'
import { isPlainPath } from '../../signing/url/plain-path.ts'
import type { Bindings, SourceRules, SourceSettings } from './kind.ts'
import { configuredSource } from './kinds.ts'
import type { Source, Validators } from './source.ts'

/** The part of a zone that decides where overlays may come from. */
export interface OverlayZone extends SourceSettings {
  /** Paths below the zone, and https URLs, under which overlays lie; each ends with `/`. */
  readonly overlays: readonly string[]
  /** Paths below the zone, and URLs, of zones whose images must not be served without their mandatory presets. */
  readonly guarded: readonly ClosedPrefix[]
  /** Path below the zone, or https URL, of the font of texts that name none. */
  readonly font?: string | undefined
}

/** An overlay, ready to be read. */
export interface OpenedOverlay {
  /** Names the image in caches, as `ConfiguredSource.nameOf` does. */
  readonly name: string
  /** The parameter that names it in a URL, such as `olurl` or `ol2font`. */
  readonly parameter: string
  readonly open: (signal: AbortSignal, known?: Validators) => Promise<Source>
}

const refused = (parameter: string) =>
  new Failure('bad-parameter', `${parameter} must begin with a path or URL that the zone lists in overlays`)

const MARKED = /^ol[234]?(?:url|text|font)\b/

/**
 * Marks a `Failure` as one of an overlay by its parameter at the start of its detail. Other errors stay as they are.
 * @param parameter such as `olurl` and `ol2font`
 */
function overlayFailure(error: unknown, parameter: string): unknown {
  if (!(error instanceof Failure) || MARKED.test(error.detail ?? '')) return error
  const detail = error.detail ?? 'the image could not be used'
  const { retryAfter, source } = error
  return new Failure(error.code, `${parameter}: ${detail}`, error.reason, { retryAfter, source })
}

/** Runs work on an overlay. @throws Failure whose detail begins with the parameter */
export async function markFailure<T>(parameter: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw overlayFailure(error, parameter)
  }
}

const contentOf = (parameter: string) => (parameter.endsWith('url') ? 'image' : 'font')

const notFound = (parameter: string) =>
  `there is no such ${contentOf(parameter)} below the source of the zone; a path in ${parameter} has no prefix of a zone`

/** The client learns how paths are looked up; only the log and development learn where. */
async function tellWhere<T>(parameter: string, name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'not-found') throw error
    const { source } = error
    const reason = `${parameter}: there is no ${contentOf(parameter)} at ${name}, where the path leads`
    throw new Failure('not-found', notFound(parameter), reason, { source })
  }
}

/** Below a guarded prefix an address must be listed by a prefix below that one, whose case counts. */
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
 * Opens a file of an overlay, its picture or a font: a path below the zone, in the zone's own source and with its
 * credentials, or an https URL, without any. Either must lie under one of the zone's `overlays`, and the rules for originals apply, to redirects too.
 *
 * @param address decoded: a path that begins with `/`, or an https URL without user information, query and fragment
 * @param parameter that has it
 * @throws Failure bad-parameter: the zone does not list it; misconfigured
 * @example overlaySource('/brand/logo.png', { source: 'r2:IMAGES', overlays: ['/brand/'], guarded: [] }, env, rules)
 */
export function overlaySource(
  address: string,
  zone: OverlayZone,
  env: Bindings,
  rules: SourceRules,
  parameter = 'olurl',
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
        markFailure(parameter, () => tellWhere(parameter, name, () => open(path, signal, known))),
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
    open: (signal, known) => markFailure(parameter, () => source.open(found.path, signal, known)),
  }
}

/** An overlay of an intent, with what it is drawn of. */
export interface RequestedOverlay {
  readonly overlay: OverlayIntent
  /** Its picture, or the fonts of its text. */
  readonly files: readonly OpenedOverlay[]
}

/** The files of overlays in their order, each once. */
export function filesOf(overlays: readonly RequestedOverlay[]): readonly OpenedOverlay[] {
  const files = overlays.flatMap((overlay) => overlay.files)
  return files.filter(({ name }, index) => files.findIndex((other) => other.name === name) === index)
}

/** Names the files of overlays in caches, in their order. */
export const namesOf = (overlays: readonly RequestedOverlay[]): readonly string[] =>
  filesOf(overlays).map(({ name }) => name)

type Opening = (address: string, parameter: string, zone: OverlayZone) => OpenedOverlay

/** The zone's own font need not be listed among its overlays. */
function usualFont(layer: string, zone: OverlayZone, open: Opening): OpenedOverlay {
  const { font, overlays } = zone
  if (font === undefined)
    throw new Failure('bad-parameter', `${layer}text needs ${layer}font: the zone names no font`)
  const folder = font.slice(0, font.lastIndexOf('/') + 1)
  return open(font, `${layer}text`, { ...zone, overlays: [...overlays, folder] })
}

/** The picture of an overlay, or the fonts of its text: its own, or the zone's. */
function openFiles(
  { layer, url, font }: OverlayIntent,
  zone: OverlayZone,
  open: Opening,
): readonly OpenedOverlay[] {
  if (url !== undefined) return [open(url, `${layer}url`, zone)]
  return font ? font.map((address) => open(address, `${layer}font`, zone)) : [usualFont(layer, zone, open)]
}

/**
 * The overlays that an intent asks for, in the order in which they are drawn; none where the answer describes the source
 * alone.
 * @throws Failure like `overlaySource`
 */
export function requestedOverlays(
  intent: Intent | undefined,
  zone: OverlayZone,
  env: Bindings,
  rules: SourceRules,
): readonly RequestedOverlay[] {
  if (intent === undefined || intent.output === 'json') return []
  const overlays = overlaysOf(intent)
  const open: Opening = (address, parameter, from) => overlaySource(address, from, env, rules, parameter)
  return overlays.map((overlay) => ({ overlay, files: openFiles(overlay, zone, open) }))
}
