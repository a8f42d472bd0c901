import type { Config } from '../../src/edge/config.ts'
import { sourceRules } from '../../src/edge/source/kind.ts'
import { configuredSource } from '../../src/edge/source/kinds.ts'
import { Failure } from '../../src/errors.ts'
import { parseWire } from '../../src/signing/url/wire.ts'
import { findZone } from '../../src/signing/url/zones.ts'
import { refuse } from '../command.ts'

export type Fetch = typeof globalThis.fetch

/** How an address answers. */
export interface Answer {
  readonly url: string
  /** `undefined` where nothing answers. */
  readonly status: number | undefined
  /** What the header `Link` names as canonical. */
  readonly canonical: string | undefined
  /** `cf-cache-status`; Cloudflare adds it to what passes a cache of its own. */
  readonly cacheStatus: string | undefined
  /** Code of the error where nothing answers, such as `ECONNREFUSED`. */
  readonly error: string | undefined
}

/** What a deployed Worker, and the origin behind it, answer. */
export interface Visit {
  readonly health: Answer
  /** A path without a token. */
  readonly unsigned: Answer
  /** The URL itself, where it has a token. */
  readonly signed: Answer | undefined
  /** The zone of that path, if it is in report mode; `undefined` where zones are not known. */
  readonly reporting: string | undefined
  /** The original where it lies, without a token; `undefined` where it has no URL, or no image is named. */
  readonly origin: Answer | undefined
}

const TIMEOUT_MS = 10_000

/** A name that no image has. */
const NO_IMAGE = 'signet-doctor.jpg'

/** Why a request had no answer, such as `ECONNREFUSED`. */
export function errorCode(error: unknown): string {
  const { code, message }: { code?: unknown; message?: unknown } = Object(Object(error).cause)
  return String(code ?? message ?? Object(error).name)
}

/** The target of `Link: <…>; rel="canonical"` (RFC 8288). */
function canonicalOf(headers: Headers): string | undefined {
  const links = headers.get('link') ?? ''
  const [, target] = /<([^>]*)>[^,<]*;\s*rel="?canonical\b/i.exec(links) ?? []
  return target
}

async function ask(url: string, fetch: Fetch): Promise<Answer> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) })
    response.body?.cancel().catch(() => undefined)
    const { status, headers } = response
    const cacheStatus = headers.get('cf-cache-status') ?? undefined
    return { url, status, canonical: canonicalOf(headers), cacheStatus, error: undefined }
  } catch (error) {
    const nothing = { status: undefined, canonical: undefined, cacheStatus: undefined }
    return { url, ...nothing, error: errorCode(error) }
  }
}

function parseAddress(text: string): URL {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol))
    return refuse(
      `--url must be an address such as https://img.example.com, got ${text.replace(/\?.*/s, '?…')}`,
    )
  return url
}

/** The zone of a path, if it serves every path without a token. */
function reportingZone(path: string, { zones }: Config): string | undefined {
  const zone = findZone(zones, parseWire(`https://host${path}`).path)?.zone
  return zone?.mode === 'report' ? zone.name : undefined
}

/** Where an image lies by https. */
function originOf(url: URL, config: Config): string | undefined {
  const found = findZone(config.zones, parseWire(url.origin + url.pathname).path)
  if (!found?.zone.source.startsWith('http')) return undefined
  const rules = sourceRules(config.limits, url.host, config.development)
  try {
    return configuredSource({ source: found.zone.source }, {}, rules).nameOf(found.path)
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

/**
 * Asks a deployed Worker and the origin behind it. Nothing that is sent has a key.
 *
 * @param text base URL, or the URL of an image, with its token or without
 * @param config zones; `undefined` where they are not known
 * @throws Failure bad-parameter: no URL; bad-url
 */
export async function visit(text: string, config: Config | undefined, fetch: Fetch): Promise<Visit> {
  const url = parseAddress(text)
  const names = !url.pathname.endsWith('/')
  const path = names ? url.pathname : (config?.zones[0]?.prefix ?? url.pathname) + NO_IMAGE
  const origin = names && config ? originOf(url, config) : undefined
  const hasToken = url.searchParams.has('token')
  const [health, unsigned, signed, original] = await Promise.all([
    ask(`${url.origin}/health`, fetch),
    ask(url.origin + path, fetch),
    hasToken ? ask(text, fetch) : undefined,
    origin === undefined ? undefined : ask(origin, fetch),
  ])
  const reporting = config && reportingZone(path, config)
  return { health, unsigned, signed, reporting, origin: original }
}
