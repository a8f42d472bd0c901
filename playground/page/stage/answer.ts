/** A stage of a request, from its `Server-Timing`. */
export interface TimedStage {
  readonly name: string
  readonly ms: number
}

/** Stages that compute, the one that contains another before it. The others wait: for the key, the cache, the source. */
const COMPUTING: readonly string[] = ['probe', 'analyze', 'decode', 'compose', 'overlay', 'encode']

/**
 * Parses a `Server-Timing` header (W3C). Metrics without a duration are left out; `compose` is without the `overlay` that
 * it contains, so that the sum is the time of the request.
 * @example parseServerTiming('cache;dur=0.4, decode;dur=21') // [{ name: 'cache', ms: 0.4 }, { name: 'decode', ms: 21 }]
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

/** Milliseconds of the stages that compute. */
export function computingTime(stages: readonly TimedStage[]): number {
  return stages.reduce((sum, { name, ms }) => sum + (COMPUTING.includes(name) ? ms : 0), 0)
}

/** How an answer came about, from its `Cache-Status` (RFC 9211). */
export interface CacheWords {
  readonly outcome: 'hit' | 'miss' | 'shared' | 'unknown'
  readonly words: string
}

/** @example cacheWords('signet; hit') // { outcome: 'hit', words: 'from the cache' } */
export function cacheWords(header: string | null): CacheWords {
  const [, ...fields] = (header ?? '').split(';').map((part) => part.trim())
  if (fields.includes('hit')) return { outcome: 'hit', words: 'from the cache' }
  if (fields.includes('collapsed'))
    return { outcome: 'shared', words: 'made once, shared with another request' }
  if (!fields.some((field) => field.startsWith('fwd='))) return { outcome: 'unknown', words: 'not cached' }
  const words = fields.includes('stored') ? 'made now and stored' : 'made now, not stored'
  return { outcome: 'miss', words }
}

/** What `x-ip-info` says of an output; each part only where the header has it. */
export interface OutputInfo {
  readonly bytes?: number
  readonly size?: { readonly width: number; readonly height: number }
  readonly format?: string
}

/** @example parseInfo('osz=8192; odim=800x533; ofmt=webp').format // 'webp' */
export function parseInfo(header: string | null): OutputInfo {
  const fields = new Map(
    (header ?? '').split(';').map((part): [string, string] => {
      const [name = '', value = ''] = part.trim().split('=')
      return [name, value]
    }),
  )
  const [, width, height] = /^(\d+)x(\d+)$/.exec(fields.get('odim') ?? '') ?? []
  const bytes = fields.get('osz')
  const format = fields.get('ofmt')
  return {
    ...(bytes && /^\d+$/.test(bytes) && { bytes: Number(bytes) }),
    ...(width && height && { size: { width: Number(width), height: Number(height) } }),
    ...(format && { format }),
  }
}

const PROCESSED: Readonly<Record<string, string>> = {
  '0': 'the original, byte for byte',
  '1': 'processed',
  '2': 'the original, because it is smaller than a new encoding',
}

/** Meaning of `x-ip`. */
export const processedWords = (header: string | null) => PROCESSED[header ?? ''] ?? 'unknown'
