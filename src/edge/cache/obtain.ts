import { ERRORS, Failure } from '../../errors.ts'
import type { Timing } from '../../timing.ts'
import { endResponse, shareBytes } from '../isolate/own-bytes.ts'
import type { Derivative } from './derivative.ts'
import { type FlightOptions, type SingleFlight, singleFlight } from './flight.ts'
import { ageOf, type FreshnessRules, LIFETIME, mayOutlastError } from './freshness.ts'
import { type KnownRefusals, knownRefusals } from './refusals.ts'
import { isBuffered, type TierPlace } from './tier.ts'
import { dropBody, type TieredCache } from './tiers.ts'

/**
 * Cached derivative that must be revalidated: its sources are asked whether their files have
 * changed.
 */
export interface StaleEntry {
  /** Fields of the cached derivative. Its body must not be read. */
  readonly entry: Omit<Derivative, 'body'>
  /** Reads the cached derivative again, with its body. */
  readonly read: () => Promise<Derivative | undefined>
}

/** Description of the way in which an image was obtained, for headers and the log. */
export interface CacheOutcome {
  /** `true` if the image came from the cache. */
  readonly hit: boolean
  /** Tier of the cache that had the image; `undefined` if it was not cached. */
  readonly tier?: TierPlace
  /** `true` if the image was in the cache but had to be revalidated. */
  readonly stale?: boolean
  /** `true` if the image was made by the run of another request. */
  readonly shared: boolean
  /** `true` if the image was put into the cache. */
  readonly stored: boolean
}

/** Image, and description of the way in which it was obtained. */
export interface Obtained {
  readonly derivative: Derivative
  readonly outcome: CacheOutcome
}

/** Cache state that all requests in an isolate share. */
export interface SharedWork {
  readonly flights: SingleFlight<Derivative>
  readonly refusals: KnownRefusals
}

export const sharedWork = (): SharedWork => ({ flights: singleFlight(), refusals: knownRefusals() })

/**
 * Returns the shared state's part that belongs to one instance. All instances share its bounds.
 * @param scope begins all keys of the instance
 */
export function scopedWork({ flights, refusals }: SharedWork, scope: string): SharedWork {
  return {
    flights: Object.assign(
      (key: string, options: FlightOptions<Derivative>) => flights(scope + key, options),
      { isRunning: (key: string) => flights.isRunning(scope + key) },
    ),
    refusals: {
      find: (key, now) => refusals.find(scope + key, now),
      add: (key, failure, now, maxSeconds) => refusals.add(scope + key, failure, now, maxSeconds),
    },
  }
}

/** Services and properties of a request that `obtain` needs to get a derivative. */
export interface ObtainOptions extends Pick<FlightOptions<Derivative>, 'clientSignal' | 'keepAlive'> {
  readonly zone: FreshnessRules & { readonly name: string }
  /** Unix time in seconds at which the request arrived. */
  readonly now: number
  readonly timing: Timing
  /**
   * `true` if the platform's cache is in front of this code. That cache serves aging images by
   * itself, so a request that arrives here for an aging image must ask its sources. Few requests
   * arrive here, so the purge records are read each time.
   */
  readonly behindCache: boolean
  /** Makes the derivative. If `stale` is given, makes it again only if its sources have changed. */
  readonly make: (signal: AbortSignal, stale: StaleEntry | undefined) => Promise<Derivative>
}

/** Returns `true` if a failure means that the cached image must no longer be served. */
function isTakenAway({ code, source }: Failure): boolean {
  return source === 'gone' || ERRORS[code].status < 500
}

/** Ends the use of a derivative by a response that is not made. */
function dropResult({ value }: { readonly value: Derivative }): void {
  if (isBuffered(value)) endResponse(value.body)
}

/**
 * Gets a derivative from the cache, or makes it in a run that concurrent requests share. A fresh
 * derivative is served from the cache. An aging one is served as well, and its sources are asked in
 * the background. For a stale one, the sources are asked first.
 * @throws Failure from `make`; a remembered refusal for the same request; not-found if the source
 *   no longer delivers a cached image
 */
export async function obtain(
  key: string,
  cache: TieredCache,
  { flights, refusals }: SharedWork,
  { zone, now, timing, behindCache, make, clientSignal, keepAlive }: ObtainOptions,
): Promise<Obtained> {
  const isServable = (entry: Derivative) => {
    const age = ageOf(entry, zone, now)
    return age === 'fresh' || (age === 'aging' && !behindCache)
  }
  const read = () => cache.get(key, isServable, now)

  async function find(): Promise<Derivative | undefined> {
    const found = await read()
    if (found && !isServable(found)) return dropBody(found)
    return found
  }

  async function isVoid({ entry: { made } }: StaleEntry): Promise<boolean> {
    return now >= made + LIFETIME || cache.isPurged(key, zone.name, made)
  }

  async function run(stale: StaleEntry | undefined, signal: AbortSignal) {
    const start = async (stop: AbortSignal) => make(stop, stale && !(await isVoid(stale)) ? stale : undefined)
    const onShare = (value: Derivative) => isBuffered(value) && shareBytes(value.body)
    const flight = { start, find, isShared: isBuffered, onShare, clientSignal: signal, keepAlive }
    try {
      const result = await flights(key, flight)
      if (!result.shared) keepAlive(cache.put(key, result.value, now))
      return result
    } catch (error) {
      if (error instanceof Failure) refusals.add(key, error, now, zone.revalidate)
      if (stale && error instanceof Failure && isTakenAway(error)) keepAlive(cache.delete(key))
      throw error
    }
  }

  async function serveStale(stale: StaleEntry, error: unknown): Promise<Derivative> {
    if (!(error instanceof Failure)) throw error
    const maySurvive = error.source === 'unavailable' && mayOutlastError(stale.entry, zone, now)
    const old = maySurvive && !(await isVoid(stale)) && (await stale.read())
    // This image is stale. It is served only because the origin fails, so browsers must ask again
    // for each use.
    if (old) return { ...old, until: now }
    throw error.source === 'gone' ? new Failure('not-found', error.detail, error.reason) : error
  }

  const found = await timing.stage('cache', read)
  const stale = found && { entry: found, read }
  const isKnownToStay = async () => !(behindCache && stale && (await isVoid(stale)))
  if (found && isServable(found) && (await isKnownToStay())) {
    const inBackground = ageOf(found, zone, now) === 'aging' && !flights.isRunning(key)
    // A failure of this revalidation is ignored here. If it persists, the client gets it once the
    // image is stale.
    if (inBackground) keepAlive(run(stale, new AbortController().signal).then(dropResult, () => undefined))
    const { tier } = found
    return { derivative: found, outcome: { hit: true, tier, stale: false, shared: false, stored: false } }
  }

  if (found) dropBody(found)
  const refusal = refusals.find(key, now)
  if (refusal) throw refusal
  try {
    const { value, shared } = await run(stale, clientSignal)
    return { derivative: value, outcome: { hit: false, stale: !!stale, shared, stored: isBuffered(value) } }
  } catch (error) {
    if (!stale) throw error
    const derivative = await serveStale(stale, error)
    return { derivative, outcome: { hit: false, stale: true, shared: false, stored: false } }
  }
}
