import * as v from 'valibot'
import { LimitsTable } from '../../src/limits.ts'
import { type Setup, tableOf, textsOf } from './setup.ts'

/** Bytes at which the platform ends an isolate. */
const ISOLATE = 128 * 1024 * 1024

/**
 * The most that `[limits]` may have for a request, on Workers Paid: 5 minutes of CPU, where 30 seconds are the default, and 10
 * million subrequests, where 10,000 are (Cloudflare, *Workers: Limits*, and the changelog of 2025-03-25 and of February 2026;
 * read on 2026-11-26).
 */
export const MAX_LIMITS = { cpu_ms: 300_000, subrequests: 10_000_000 } as const

/** Milliseconds of CPU a megapixel, the slowest of bench/README.md (2026-11-25): reading PNG, writing AVIF. */
const READ_MS = 18
const WRITE_MS = 571

/** Megapixels of the largest AVIF that fits into memory. */
const LARGEST_AVIF = 1.8

/**
 * An original with three redirects, twice for an analysis: 8. Four overlays with as many: 16. Two caches, each read and
 * written: 4. Two marks of purges.
 */
const SUBREQUESTS = 30

/** Hosts of the routes, without the path. */
function routeHosts({ wrangler: { route, routes } }: Setup): readonly string[] {
  const all: readonly unknown[] = [route, ...(Array.isArray(routes) ? routes : [])]
  const patterns = all.flatMap((item) => textsOf([typeof item === 'string' ? item : Object(item).pattern]))
  return [...new Set(patterns.map((pattern) => pattern.replace(/^https?:\/\//, '').replace(/\/.*$/, '')))]
}

/** Addresses beside a route, outside the cache, the firewall and the rate limits of the domain. */
export function openAddresses(setup: Setup): readonly string[] {
  const [host] = routeHosts(setup)
  if (host === undefined) return []
  const { workers_dev: open, preview_urls: previews } = setup.wrangler
  return [
    ...(open === true ? [`workers_dev: workers.dev is open beside ${host}`] : []),
    // Without the field wrangler keeps what was set before.
    ...(previews === false ? [] : [`preview_urls: previews are not off beside ${host}`]),
  ]
}

/** Hosts of routes that `hosts` leaves out, or none where there is no list. */
export function unlistedHosts(setup: Setup): readonly string[] {
  const routed = routeHosts(setup).filter((host) => !host.includes('*'))
  const hosts = setup.vars['hosts']
  if (routed.length > 0 && hosts === undefined)
    return [`hosts is not set, so that signed URLs of ${routed[0]} work on every name of the Worker`]
  return routed
    .filter((host) => !textsOf(hosts).includes(host))
    .map((host) => `hosts leaves out ${host}, where each URL gets 403`)
}

/** Sources by https while an origin's name could lead past Cloudflare. */
export function laxFetch({ wrangler, zones }: Setup): readonly string[] {
  const flag = 'global_fetch_strictly_public'
  const zone = zones.find(({ source }) => source.startsWith('https:'))
  return zone && !textsOf(wrangler['compatibility_flags']).includes(flag)
    ? [`compatibility_flags lacks ${flag}, and zones.${zone.name} has an https origin`]
    : []
}

/** Logs of the platform that have URLs, tokens included. */
export function loggedUrls({ wrangler }: Setup): readonly string[] {
  const observability = tableOf(wrangler, 'observability')
  const logs = tableOf(observability, 'logs')
  const isOn = logs['enabled'] ?? observability['enabled']
  const isRedacted = observability['redact_query_string'] === true
  return [
    ...(isOn === true && logs['invocation_logs'] !== false
      ? ['observability.logs: the record of each invocation has its URL and token']
      : []),
    ...(tableOf(observability, 'traces')['enabled'] === true
      ? [`observability.traces: the span of each request has its URL${isRedacted ? '' : ' and token'}`]
      : []),
  ]
}

/** Paths of images in the log of requests. */
export function loggedPaths({ vars }: Setup): readonly string[] {
  return tableOf(vars, 'log')['log_paths'] === true
    ? ['log.log_paths: the log has the path of each image that is asked for']
    : []
}

/** Variables that only `npm start` sets. */
export function developmentSwitches({ vars }: Setup): readonly string[] {
  return [
    ...(vars['ENVIRONMENT'] === 'development'
      ? ['vars.ENVIRONMENT: development tells everybody why a URL is refused, and opens loopback origins']
      : []),
    ...('DEV_ORIGIN' in vars ? ['vars.DEV_ORIGIN: an origin of development would be deployed'] : []),
  ]
}

/** More memory than an isolate has. */
export function tooMuchMemory({ limits: { memory } }: Setup): readonly string[] {
  return memory >= ISOLATE
    ? [`limits.memory: ${memory} bytes are more than the ${ISOLATE} of an isolate`]
    : []
}

/** Less room beside the transforms than was measured to suffice. */
export function scarceMemory({ limits: { memory } }: Setup): readonly string[] {
  const measured = v.parse(LimitsTable, {}).memory
  return memory > measured && memory < ISOLATE
    ? [`limits.memory: ${memory} bytes leave less room in an isolate than the ${measured} of the default`]
    : []
}

/** More than any plan has. */
export function impossibleLimits({ wrangler }: Setup): readonly string[] {
  const limits = tableOf(wrangler, 'limits')
  return Object.entries(MAX_LIMITS).flatMap(([name, most]) => {
    const value = limits[name]
    return typeof value === 'number' && value > most
      ? [`limits.${name}: ${value} is more than the ${most} that a plan has at most`]
      : []
  })
}

/** Less than the largest images need that `[vars.limits]` admits. */
export function scarceLimits({ wrangler, limits: { pixels, output_pixels } }: Setup): readonly string[] {
  const { cpu_ms: cpu, subrequests } = tableOf(wrangler, 'limits')
  const megapixels = pixels / 1e6
  const written = Math.min(output_pixels / 1e6, LARGEST_AVIF)
  const need = Math.ceil(megapixels * READ_MS + written * WRITE_MS)
  return [
    ...(typeof cpu === 'number' && cpu < need
      ? [`limits.cpu_ms: a source of ${Math.round(megapixels)} megapixels may need ${need} ms, not ${cpu}`]
      : []),
    ...(typeof subrequests === 'number' && subrequests < SUBREQUESTS
      ? [`limits.subrequests: an image with four overlays may need ${SUBREQUESTS}, not ${subrequests}`]
      : []),
  ]
}
