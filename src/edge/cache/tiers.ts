import { PIECE } from '../../engine/bytes/body-reader.ts'
import { byteSource } from '../../engine/bytes/byte-source.ts'
import type { IsolateMemory } from '../../isolate/admission.ts'
import { startHeartbeat } from '../../isolate/heartbeat.ts'
import type { Limits } from '../../limits.ts'
import { endResponse, ownBytes, useBytes } from '../isolate/own-bytes.ts'
import { cacheApi } from './cache-api.ts'
import type { Derivative } from './derivative.ts'
import { r2Store } from './r2-store.ts'
import {
  type BufferedDerivative,
  type CachedDerivative,
  isBuffered,
  type OpenTier,
  type Tier,
} from './tier.ts'

/** Tiers in the order of look-up, the nearest first. */
const TIERS: readonly OpenTier[] = [cacheApi, r2Store]

/**
 * Tiers for a deployment with a platform cache in front of this code. The platform's cache replaces
 * the nearest tier.
 */
const TIERS_BEHIND_CACHE: readonly OpenTier[] = [r2Store]

/**
 * All tiers as one cache. Its methods never fail: a tier that fails counts as empty, and the error
 * is logged.
 */
export interface TieredCache {
  /**
   * Returns the first derivative that `isServable` accepts, and copies it into the nearer tiers. If
   * no tier has such a derivative, returns the stale derivative that was revalidated last.
   * @param now Unix time in seconds
   */
  get(
    key: string,
    isServable: (derivative: Derivative) => boolean,
    now: number,
  ): Promise<CachedDerivative | undefined>
  /**
   * Puts a derivative into every tier. A stream or a stale derivative is not stored.
   * @param now Unix time in seconds
   */
  put(key: string, derivative: Derivative, now: number): Promise<void>
  /**
   * Returns `true` if the zone, or the original that a key names, was purged after the derivative
   * was made.
   */
  isPurged(key: string, zone: string, made: number): Promise<boolean>
  /** Deletes a derivative in every tier. */
  delete(key: string): Promise<void>
}

/**
 * Returns the tiers that this deployment has.
 * @param behindCache `true` if the platform's cache is in front of this code
 */
export function openTiers(env: Readonly<Record<string, unknown>>, behindCache: boolean): readonly Tier[] {
  const tiers = behindCache ? TIERS_BEHIND_CACHE : TIERS
  return tiers.map((open) => open(env)).filter((tier) => tier !== undefined)
}

/** Drops the body of a derivative that is not used: cancels its stream, or frees its bytes. */
export function dropBody({ body }: Derivative): undefined {
  if (body instanceof ReadableStream) body.cancel().catch(() => undefined)
  else endResponse(body)
}

/**
 * Maximum size in bytes of a derivative that is copied from a tier into nearer tiers. A larger one
 * is only served, because copying reads it into memory.
 */
const MAX_FILL = 8 * 1024 * 1024

/** Services that a request passes to its cache. */
export interface CacheContext {
  /**
   * Memory of the isolate. It counts a body while the tiers read it. The platform makes no copy in
   * the isolate (2026-11-29).
   */
  readonly memory: Pick<IsolateMemory, 'count' | 'own' | 'disown' | 'admission'>
  readonly limits: Limits
  /**
   * Tags such as `zone:NAME` that are stored with a derivative. The platform purges copies by these
   * tags.
   */
  readonly tags: readonly string[]
  /** Keeps the request's context alive until the work has ended. */
  readonly keepAlive: (work: Promise<unknown>) => void
  /**
   * Logs the error of a tier.
   * @param tier name of the failed tier
   */
  readonly logFault: (tier: string, problem: string) => void
}

/**
 * Joins tiers to one cache.
 * @param tiers tiers, the nearest first
 */
export function tieredCache(
  tiers: readonly Tier[],
  { memory, limits, tags, keepAlive, logFault }: CacheContext,
): TieredCache {
  async function attempt<T>({ name }: Tier, operation: string, run: () => Promise<T>) {
    try {
      return await run()
    } catch (error) {
      logFault(name, `${operation}: ${error}`)
      return undefined
    }
  }

  async function putInto(some: readonly Tier[], key: string, buffered: BufferedDerivative, now: number) {
    const { heartbeat, stop } = startHeartbeat()
    const { body } = buffered
    const release = memory.count(body.buffer.byteLength, heartbeat, body.buffer)
    const end = useBytes(body)
    await Promise.all(some.map((tier) => attempt(tier, 'put', () => tier.put(key, buffered, now, tags))))
    end()
    release()
    stop()
  }

  /**
   * Reads the body of a derivative into memory, so that it can be put into nearer tiers. If the
   * body is larger than the maximum or memory is short, returns the derivative unchanged.
   */
  async function hold(derivative: Derivative): Promise<Derivative> {
    const { body, length } = derivative
    if (body instanceof Uint8Array || length === undefined || length > MAX_FILL) return derivative
    const { heartbeat, stop } = startHeartbeat()
    const lease = memory.admission(limits, heartbeat, new AbortController().signal).leaseToSend(length)
    try {
      if (!lease) return derivative
      const source = { body, size: length, etag: undefined, maxAge: undefined }
      const own = (each: Uint8Array) => memory.own(each, heartbeat)
      const bytes = await byteSource(source, length, PIECE, own).readAll()
      ownBytes(bytes, memory)
      return { ...derivative, body: bytes }
    } finally {
      lease?.release()
      stop()
    }
  }

  return {
    async get(key, isServable, now) {
      let latest: CachedDerivative | undefined
      for (const [index, tier] of tiers.entries()) {
        const found = await attempt(tier, 'get', async () => {
          const derivative = await tier.get(key)
          return index > 0 && derivative && isServable(derivative) ? hold(derivative) : derivative
        })
        if (!found) continue
        const isBetter = isServable(found) || !latest || found.checked > latest.checked
        const other = isBetter ? latest : found
        if (other) dropBody(other)
        if (isBetter) latest = { ...found, tier: tier.place }
        if (!isServable(found)) continue
        if (index > 0 && isBuffered(found)) keepAlive(putInto(tiers.slice(0, index), key, found, now))
        break
      }
      return latest
    },
    async put(key, derivative, now) {
      if (isBuffered(derivative) && derivative.until > now) await putInto(tiers, key, derivative, now)
    },
    async isPurged(key, zone, made) {
      const asked = tiers.map((tier) => attempt(tier, 'head', async () => tier.purgedAt?.(key, zone)))
      return (await Promise.all(asked)).some((time) => time !== undefined && time >= made)
    },
    async delete(key) {
      await Promise.all(tiers.map((tier) => attempt(tier, 'delete', () => tier.delete(key))))
    },
  }
}
