import { releaseFrame } from '../../engine/ops/upright.ts'
import { type AcquireMore, granted, type Overlay } from '../../engine/overlay/overlay.ts'
import type { Frame } from '../../engine/picture/picture.ts'
import { isSameSize, type Size } from '../../engine/picture/size.ts'
import type { Parts } from '../../engine/wasm/needs.ts'
import { totalBytes } from '../../engine/wasm/needs.ts'
import { Failure } from '../../errors.ts'
import type { Seat } from '../../memory/index.ts'
import { boundedMap, type Capacity } from '../isolate/bounded-map.ts'
import { freshUntil, remainingAge } from './freshness.ts'
import type { FileValidators } from './layer.ts'

/**
 * Cache of recently drawn overlay pictures in an isolate. An entry stays fresh as long as its
 * source allows, at most `FRESH` seconds.
 */
export interface OverlayCache {
  /**
   * Returns an overlay. Opens its file only if the picture's size is unknown, or if the picture is
   * not cached in the requested size. The result's `render` throws `Failure` bad-origin if the file
   * has changed.
   * @param name names the file and its source, as `overlaySource` gives it
   * @param now Unix time in seconds
   * @param acquireMore acquires more memory if the header of a file that is not yet known is longer
   *   than the first read
   */
  open(name: string, open: OpenOverlay, now: number, acquireMore: AcquireMore): Promise<CachedOverlay>
  /**
   * Drops the size and the validators of an overlay that has changed. Its pictures are then not
   * used again.
   */
  forget(name: string): void
  /** Returns the size in bytes of all cached pictures. */
  bytes(): number
  /** Drops all pictures. Requests that use one of them keep it until they end. */
  dropPictures(): void
}

/** Overlay with the validators of its file. */
export type SourcedOverlay = Overlay & FileValidators

export interface CachedOverlay extends SourcedOverlay {
  /** Unix time in seconds at which the source was asked. */
  readonly since: number
}

type OpenOverlay = (acquireMore: AcquireMore) => Promise<SourcedOverlay>

/** Maximum bytes for all cached pictures together and for one. With the fonts they are 4 MB. */
const CAPACITY: Capacity = { all: 2_000_000, one: 2_000_000 }
/**
 * Maximum number of opened overlays whose streams are kept until they are drawn. The streams of
 * further overlays are canceled, and their files are opened again.
 */
const MAX_OPEN = 8
/**
 * Seconds after which an open overlay is no longer counted, because its request may have ended
 * without an event.
 */
const MAX_WAIT = 60
/** Maximum number of overlay files whose size, validators and planned memory are kept. */
const MAX_KNOWN = 100

type OverlayFacts = Pick<
  SourcedOverlay,
  'size' | 'etag' | 'modified' | 'maxAge' | 'memory' | 'longHeader'
> & {
  readonly since: number
  readonly until: number
}

interface CachedPicture {
  readonly facts: OverlayFacts
  readonly frame: Frame
}

/** Parts of an overlay that is already drawn. */
const NOTHING: Parts = { bytes: 0, kernel: 0, codec: 0 }

const keyOf = (name: string, { width, height }: Size) => `${width}x${height} ${name}`

/** Creates the overlay cache of an isolate. The least recently used entries are dropped first. */
export function overlayCache(capacity = CAPACITY): OverlayCache {
  const known = boundedMap<OverlayFacts>({ all: MAX_KNOWN, one: 1 })
  const pictures = boundedMap<CachedPicture>(capacity, ({ frame }) => frame.data.length)
  /** Unix time in seconds at which each open overlay was opened. */
  const openOverlays = new Map<SourcedOverlay, number>()

  function recall(key: string, facts: OverlayFacts): Frame | undefined {
    const cached = pictures.get(key)
    if (cached?.facts !== facts) return undefined
    pictures.set(key, cached)
    return cached.frame
  }

  function keepOpen(overlay: SourcedOverlay, now: number): boolean {
    for (const [other, since] of openOverlays) if (now - since > MAX_WAIT) openOverlays.delete(other)
    if (openOverlays.size >= MAX_OPEN) return false
    openOverlays.set(overlay, now)
    return true
  }

  function close(overlay: SourcedOverlay): void {
    openOverlays.delete(overlay)
    overlay.cancel()
  }

  function changed(name: string, facts: OverlayFacts): Failure {
    if (known.get(name) === facts) known.delete(name)
    return new Failure('bad-origin', undefined, 'the overlay changed while it was used')
  }

  /**
   * Opens an overlay again to draw it. If the file has changed since its size was read, throws a
   * failure, because memory was planned for the old file.
   */
  async function reopened(
    name: string,
    facts: OverlayFacts,
    open: OpenOverlay,
    size: Size,
  ): Promise<Overlay> {
    const refuse: AcquireMore = async () => {
      throw changed(name, facts)
    }
    const source = await open(facts.longHeader ? granted : refuse)
    const same = source.etag === facts.etag && isSameSize(source.size, facts.size)
    if (same && totalBytes(source.memory(size)) <= totalBytes(facts.memory(size))) return source
    source.cancel()
    throw changed(name, facts)
  }

  function overlayOf(
    name: string,
    facts: OverlayFacts,
    open: OpenOverlay,
    now: number,
    opened?: SourcedOverlay,
  ): CachedOverlay {
    /**
     * Drawn pictures that this request uses, by their key. They are kept until the request ends,
     * even if the cache drops them, because no memory is planned to draw them again.
     */
    const found = new Map<string, Frame>()
    /** Drawn pictures that were never cached. Other requests do not use them. */
    const uncached = new Set<Frame>()
    function hold(key: string, frame: Frame | undefined): Frame | undefined {
      if (frame) found.set(key, frame)
      return frame
    }
    function find(size: Size): Frame | undefined {
      const key = keyOf(name, size)
      return found.get(key) ?? hold(key, recall(key, facts))
    }

    async function draw(size: Size, seat: Seat | undefined): Promise<Frame> {
      const source = opened && openOverlays.delete(opened) ? opened : await reopened(name, facts, open, size)
      const frame = await source.render(size, seat)
      const key = keyOf(name, size)
      if (now < facts.until) pictures.set(key, { facts, frame })
      if (pictures.get(key)?.frame !== frame) uncached.add(frame)
      found.set(key, frame)
      return frame
    }

    function release(frame: Frame): void {
      if (!uncached.delete(frame)) return
      found.delete(keyOf(name, frame))
      releaseFrame(frame)
    }

    return {
      size: facts.size,
      etag: facts.etag,
      modified: facts.modified,
      since: facts.since,
      maxAge: remainingAge(facts, now),
      longHeader: facts.longHeader,
      memory: (size) => (find(size) ? NOTHING : facts.memory(size)),
      // A picture of another size may leave the cache before it is requested.
      on: () => facts,
      render: async (size, seat) => find(size) ?? draw(size, seat),
      release,
      cancel: () => opened && close(opened),
    }
  }

  return {
    async open(name, open, now, acquireMore) {
      const before = known.get(name)
      if (before && now < before.until) {
        known.set(name, before)
        return overlayOf(name, before, open, now)
      }
      const opened = await open(acquireMore)
      if (opened.longHeader || !keepOpen(opened, now)) opened.cancel()
      const { size, etag, modified, maxAge, memory, longHeader } = opened
      const until = freshUntil({ maxAge, since: now })
      const facts = { size, etag, modified, maxAge, memory, longHeader, since: now, until }
      known.set(name, facts)
      return overlayOf(name, facts, open, now, opened)
    },
    forget: known.delete,
    bytes: pictures.weight,
    dropPictures: pictures.clear,
  }
}
