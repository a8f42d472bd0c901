/** Duration of one request stage, from the header `Server-Timing`. */
export interface TimedStage {
  readonly name: string
  readonly ms: number
}

/**
 * Names of the stages that take CPU time. The other stages wait for the key, the cache or the
 * source.
 */
const COMPUTING: readonly string[] = ['probe', 'analyze', 'decode', 'compose', 'overlay', 'encode']

/**
 * Parses a `Server-Timing` header (W3C). Metrics without a duration are skipped. The duration of
 * `compose` includes the time for `overlay`, which is subtracted, so that the sum is the request's
 * duration.
 * @example parseServerTiming('cache;dur=0.4, decode;dur=21')
 * // [{ name: 'cache', ms: 0.4 }, { name: 'decode', ms: 21 }]
 */
export function parseServerTiming(header: string | null): readonly TimedStage[] {
  const stages = (header ?? '').split(',').flatMap((metric) => {
    const [name = '', ...fields] = metric.split(';').map((part) => part.trim())
    const text = fields.find((field) => field.startsWith('dur='))?.slice('dur='.length)
    const ms = Number(text)
    return name !== '' && text && Number.isFinite(ms) && ms >= 0 ? [{ name, ms }] : []
  })
  const overlay = stages.find(({ name }) => name === 'overlay')?.ms ?? 0
  return stages.map((stage) =>
    stage.name === 'compose' ? { ...stage, ms: Math.max(0, stage.ms - overlay) } : stage,
  )
}

/** Returns the milliseconds for all stages that take CPU time. */
export function computingTime(stages: readonly TimedStage[]): number {
  return stages.reduce((sum, { name, ms }) => sum + (COMPUTING.includes(name) ? ms : 0), 0)
}

/** An answer's cache outcome, from its header `Cache-Status` (RFC 9211). */
export interface CacheWords {
  readonly outcome: 'hit' | 'miss' | 'shared' | 'unknown'
  readonly words: string
}

/**
 * Describes a `Cache-Status` header.
 * @example cacheWords('signet; hit') // { outcome: 'hit', words: 'from the cache' }
 */
export function cacheWords(header: string | null): CacheWords {
  const [, ...fields] = (header ?? '').split(';').map((part) => part.trim())
  if (fields.includes('hit')) return { outcome: 'hit', words: 'from the cache' }
  if (fields.includes('collapsed'))
    return { outcome: 'shared', words: 'made once, shared with another request' }
  if (!fields.some((field) => field.startsWith('fwd='))) return { outcome: 'unknown', words: 'not cached' }
  const words = fields.includes('stored') ? 'made now and stored' : 'made now, not stored'
  return { outcome: 'miss', words }
}

const PROCESSED: Readonly<Record<string, string>> = {
  '0': 'the original, byte for byte',
  '1': 'processed',
  '2': 'the original, because it is smaller than a new encoding',
}

/** Describes an answer's header `x-ip`. */
export const processedWords = (header: string | null) => PROCESSED[header ?? ''] ?? 'unknown'
