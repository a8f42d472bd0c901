import type { Config } from '../../src/edge/config.ts'
import { sourceRules } from '../../src/edge/source/kind.ts'
import { configuredSource } from '../../src/edge/source/kinds.ts'
import { Failure } from '../../src/errors.ts'
import { parseWire } from '../../src/signing/url/wire.ts'
import { findZone } from '../../src/signing/url/zones.ts'
import { refuse } from '../command.ts'
import { errorCode } from '../error-code.ts'

export type Fetch = typeof globalThis.fetch

/** A server's answer to one request. */
export interface Answer {
  readonly url: string
  /** HTTP status. `undefined` if there was no answer. */
  readonly status: number | undefined
  /** URL that the header `Link` names as canonical. */
  readonly canonical: string | undefined
  /** Header `cf-cache-status`, which Cloudflare adds to answers that pass its cache. */
  readonly cacheStatus: string | undefined
  /** Error code if there was no answer, such as `ECONNREFUSED`. */
  readonly error: string | undefined
}

/** Answers from a deployed Worker and from the origin behind it. */
export interface Visit {
  readonly health: Answer
  /** Answer for a path without a token. */
  readonly unsigned: Answer
  /** Answer for the given URL if it has a token. */
  readonly signed: Answer | undefined
  /**
   * Name of the zone that serves the path without a token because it is in report mode. `undefined`
   * if there is no such zone, or if the zones are not known.
   */
  readonly reporting: string | undefined
  /**
   * Answer of the origin for the original, without a token. `undefined` if the original has no URL,
   * or if the given URL names no image.
   */
  readonly origin: Answer | undefined
}

const TIMEOUT_MS = 10_000

/** File name that no image has. */
const NO_IMAGE = 'signet-doctor.jpg'

/** Returns the target of `Link: <…>; rel="canonical"` (RFC 8288). */
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

/** Returns the zone of a path if it is in report mode and so serves every path without a token. */
function reportingZone(path: string, { zones }: Config): string | undefined {
  const zone = findZone(zones, parseWire(`https://host${path}`).path)?.zone
  return zone?.mode === 'report' ? zone.name : undefined
}

/**
 * Returns the original's https URL behind an image URL. Returns `undefined` if the source is not an
 * https origin.
 */
function originOf(url: URL, config: Config): string | undefined {
  const found = findZone(config.zones, parseWire(url.origin + url.pathname).path)
  if (!found?.zone.source.startsWith('http')) return undefined
  const rules = sourceRules(config.limits, url.host, config.development, config.sources)
  try {
    return configuredSource({ source: found.zone.source }, {}, rules).nameOf(found.path)
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

/**
 * Sends requests to a deployed Worker and to the origin behind it. No request contains a key.
 *
 * @param text base URL, or an image URL with or without its token
 * @param config zones; `undefined` if they are not known
 * @throws Failure bad-parameter: the text is not a URL; bad-url
 */
export async function visit(text: string, config: Config | undefined, fetch: Fetch): Promise<Visit> {
  const url = parseAddress(text)
  const names = !url.pathname.endsWith('/')
  const path = names ? url.pathname : (config?.zones[0]?.prefix ?? url.pathname) + NO_IMAGE
  const origin = names && config ? originOf(url, config) : undefined
  const hasToken = url.searchParams.has('token')
  const [health, unsigned, signed, original] = await Promise.all([
    ask(`${url.origin}${config?.base ?? ''}/health`, fetch),
    ask(url.origin + path, fetch),
    hasToken ? ask(text, fetch) : undefined,
    origin === undefined ? undefined : ask(origin, fetch),
  ])
  const reporting = config && reportingZone(path, config)
  return { health, unsigned, signed, reporting, origin: original }
}
