import { withOption } from '../../engine/overlay/with-option.ts'
import type { JobContext } from '../../engine/transform/job.ts'
import { openFont } from '../../engine/transform/open-font.ts'
import { boundedMap, type Capacity } from '../isolate/bounded-map.ts'
import type { OpenedOverlay } from '../source/overlay.ts'
import { freshUntil, remainingAge } from './freshness.ts'
import type { FileFacts } from './layer.ts'

/**
 * Opened font file. Its stream must be read completely (`read`) or cancelled. A font of unknown
 * length has already been read, and has memory until it is cancelled.
 */
export interface Font extends FileFacts {
  /** Maximum size in bytes of the memory that `read` needs. */
  readonly bytes: number
  /**
   * Reads the whole font. Must not be called twice.
   * @throws Failure unsupported, source-too-large, and failures of the source
   */
  read(): Promise<Uint8Array>
  /** Cancels the stream of the font, if it has not been read, and releases its memory. */
  cancel(): void
}

/**
 * Cache of the fonts that an isolate has read. Each entry stays fresh as long as its source allows.
 */
export interface FontCache {
  open(file: OpenedOverlay, now: number, context: JobContext): Promise<Font>
  forget(name: string): void
  /** Returns the size in bytes of all cached fonts. */
  bytes(): number
  /** Drops all fonts. Requests that use one of them keep it until they end. */
  drop(): void
}

interface CachedFont extends FileFacts {
  readonly until: number
  readonly data: Uint8Array
}

/**
 * Maximum bytes for all cached fonts together and for one cached font. With the overlay pictures
 * they are 4 MB. A Japanese font with 5.5 MB does not fit and is read for each text. Caching saves
 * the read: a local bucket takes 1.3 ms for a font with 0.6 MB and 4 ms for one with 5.5 MB, which
 * is as long as shaping a text takes (2026-11-26). A distant bucket or origin adds a round trip.
 */
const CAPACITY: Capacity = { all: 2_000_000, one: 2_000_000 }

/**
 * Creates the font cache of an isolate. It holds bytes and no streams. The least recently used
 * fonts are dropped first.
 */
export function fontCache(capacity = CAPACITY): FontCache {
  const fonts = boundedMap<CachedFont>(capacity, ({ data }) => data.length)

  async function opened(file: OpenedOverlay, now: number, context: JobContext): Promise<Font> {
    const source = await file.open(context.signal)
    const { etag, modified, maxAge } = source
    const facts = { etag, modified, maxAge, since: now }
    const { bytes, read, cancel } = await withOption(file.parameter, () => openFont(source, context))
    return {
      ...facts,
      bytes,
      read: () =>
        withOption(file.parameter, async () => {
          const data = await read()
          fonts.set(file.name, { ...facts, data, until: freshUntil(facts) })
          return data
        }),
      cancel,
    }
  }

  return {
    async open(file, now, context) {
      const known = fonts.get(file.name)
      if (!known || now >= known.until) return opened(file, now, context)
      const { etag, modified, since, data } = known
      fonts.set(file.name, known)
      return {
        ...{ etag, modified, since, maxAge: remainingAge(known, now) },
        bytes: data.length,
        read: async () => data,
        cancel: () => undefined,
      }
    },
    forget: fonts.delete,
    bytes: fonts.weight,
    drop: fonts.clear,
  }
}
