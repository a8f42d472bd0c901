import * as v from 'valibot'
import { LimitsTable } from '../../src/limits.ts'
import { type Setup, tableOf, textsOf } from './setup.ts'

/** Memory limit of an isolate in bytes. The platform ends an isolate that exceeds it. */
const ISOLATE = 128 * 1024 * 1024

/**
 * Maximum values in `[limits]` for one request on Workers Paid: 5 minutes of CPU time (default: 30
 * seconds) and 10 million subrequests (default: 10,000). Source: Cloudflare, *Workers: Limits*, and
 * the changelogs from 2025-03-25 and February 2026, read on 2026-11-26.
 */
export const MAX_LIMITS = { cpu_ms: 300_000, subrequests: 10_000_000 } as const

/**
 * CPU time in milliseconds per megapixel for reading PNG and writing AVIF, the slowest formats in
 * bench/README.md (2026-11-25).
 */
const READ_MS = 18
const WRITE_MS = 571

/** Size in megapixels of the largest AVIF that the Worker can encode within its memory limit. */
const LARGEST_AVIF = 1.8

/**
 * Maximum number of subrequests for one image, 30 in total: 8 for an original with three redirects
 * that is opened twice (once for the analysis), 16 for four overlays with three redirects each, 4
 * for two caches that are each read and written, and 2 for two purge records.
 */
const SUBREQUESTS = 30

/** Returns the hosts of the routes, without their paths. */
function routeHosts({ wrangler: { route, routes } }: Setup): readonly string[] {
  const all: readonly unknown[] = [route, ...(Array.isArray(routes) ? routes : [])]
  const patterns = all.flatMap((item) => textsOf([typeof item === 'string' ? item : Object(item).pattern]))
  return [...new Set(patterns.map((pattern) => pattern.replace(/^https?:\/\//, '').replace(/\/.*$/, '')))]
}

/**
 * Finds addresses (`workers.dev`, previews) at which the Worker answers in addition to its routes.
 * Requests to them bypass the cache, the firewall and the rate limits of the domain.
 */
export function openAddresses(setup: Setup): readonly string[] {
  const [host] = routeHosts(setup)
  if (host === undefined) return []
  const { workers_dev: open, preview_urls: previews } = setup.wrangler
  return [
    ...(open === true ? [`workers_dev: workers.dev is open beside ${host}`] : []),
    // If wrangler.toml lacks the field, wrangler keeps the setting of the previous deployment.
    ...(previews === false ? [] : [`preview_urls: previews are not off beside ${host}`]),
  ]
}

/** Finds hosts of routes that are missing in `hosts`, or a configuration without `hosts`. */
export function unlistedHosts(setup: Setup): readonly string[] {
  const routed = routeHosts(setup).filter((host) => !host.includes('*'))
  const hosts = setup.vars['hosts']
  if (routed.length > 0 && hosts === undefined)
    return [`hosts is not set, so that signed URLs of ${routed[0]} work on every name of the Worker`]
  return routed
    .filter((host) => !textsOf(hosts).includes(host))
    .map((host) => `hosts does not list ${host}, so each URL on it gets 403`)
}

/**
 * Finds https sources without `global_fetch_strictly_public`. Without this flag, an origin's host
 * name could lead a request to servers in the Worker's own zone, past Cloudflare.
 */
export function laxFetch({ wrangler, zones }: Setup): readonly string[] {
  const flag = 'global_fetch_strictly_public'
  const zone = zones.find(({ source }) => source.startsWith('https:'))
  return zone && !textsOf(wrangler['compatibility_flags']).includes(flag)
    ? [`compatibility_flags lacks ${flag}, and zones.${zone.name} has an https origin`]
    : []
}

/** Finds platform logs that contain URLs and tokens. */
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

/** Finds the setting that writes image paths to the request log. */
export function loggedPaths({ vars }: Setup): readonly string[] {
  return tableOf(vars, 'log')['log_paths'] === true
    ? ['log.log_paths: the log has the path of each image that is asked for']
    : []
}

/**
 * Finds variables for development, which only `npm start` sets. A deployed Worker with them would
 * reveal why it refuses a URL, or would have the origin of a developer.
 */
export function developmentSwitches({ vars }: Setup): readonly string[] {
  return [
    ...(vars['ENVIRONMENT'] === 'development'
      ? ['vars.ENVIRONMENT: development tells everybody why a URL is refused, and opens loopback origins']
      : []),
    ...('DEV_ORIGIN' in vars ? ['vars.DEV_ORIGIN: a development origin would be deployed'] : []),
  ]
}

/** Finds a memory limit that exceeds an isolate's memory. */
export function tooMuchMemory({ limits: { memory } }: Setup): readonly string[] {
  return memory >= ISOLATE
    ? [`limits.memory: ${memory} bytes are more than the ${ISOLATE} of an isolate`]
    : []
}

/**
 * Finds a memory limit above the default. The default was chosen by measurement, so that the
 * isolate has enough memory for its work beside the transforms.
 */
export function scarceMemory({ limits: { memory } }: Setup): readonly string[] {
  const measured = v.parse(LimitsTable, {}).memory
  return memory > measured && memory < ISOLATE
    ? [`limits.memory: ${memory} bytes leave less room in an isolate than the ${measured} of the default`]
    : []
}

/** Finds limits above the maximum of every Cloudflare plan. */
export function impossibleLimits({ wrangler }: Setup): readonly string[] {
  const limits = tableOf(wrangler, 'limits')
  return Object.entries(MAX_LIMITS).flatMap(([name, max]) => {
    const value = limits[name]
    return typeof value === 'number' && value > max
      ? [`limits.${name}: ${value} is more than ${max}, the maximum of every plan`]
      : []
  })
}

/** Finds `[limits]` that are too low for the largest images that `[vars.limits]` admits. */
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
