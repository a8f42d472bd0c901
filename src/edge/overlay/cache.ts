import { type AcquireMore, granted, type Overlay } from '../../engine/overlay/overlay.ts'
import type { Frame } from '../../engine/picture/picture.ts'
import type { Size } from '../../engine/picture/size.ts'
import { Failure } from '../../errors.ts'
import type { FileValidators } from './layer.ts'

/** Cache of recently drawn overlays. Each entry stays fresh as long as its source allows. */
export interface OverlayCache {
  /**
   * Returns the overlay with a name. Opens it only if its size, or its picture in the requested
   * size, is unknown. `render` of the result throws `Failure` bad-origin if the file has changed.
   * @param name name of the file and its source, as `overlaySource` gives it
   * @param now Unix time in seconds
   * @param acquireMore acquires memory for a long header of an unknown overlay
   */
  open(name: string, open: OpenOverlay, now: number, acquireMore: AcquireMore): Promise<CachedOverlay>
  /** Drops the facts about an overlay that has changed. */
  forget(name: string): void
  /** Returns the bytes of the cached pictures. */
  bytes(): number
}

/** An overlay with the validators of its file. */
export type SourcedOverlay = Overlay & FileValidators

export interface CachedOverlay extends SourcedOverlay {
  /** Unix time in seconds at which the source was asked. */
  readonly since: number
}

type OpenOverlay = (acquireMore: AcquireMore) => Promise<SourcedOverlay>

const CAPACITY = { all: 8 * 1024 * 1024, one: 2 * 1024 * 1024 }
/** Maximum number of open overlays that wait to be drawn. */
const MAX_OPEN = 8
/**
 * Seconds after which an open overlay is no longer counted, because its request may have ended
 * without an event.
 */
const MAX_WAIT = 60
const MAX_KNOWN = 100
/** Maximum seconds before a source is asked again. A source may set less. */
const FRESH = 60

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

const keyOf = (name: string, { width, height }: Size) => `${width}x${height} ${name}`

function makeLast<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key)
  map.set(key, value)
}

const isSame = (a: Size, b: Size) => a.width === b.width && a.height === b.height

/**
 * Creates the overlay cache of an isolate. The least recently used pictures and facts are dropped
 * first.
 */
export function overlayCache(capacity = CAPACITY): OverlayCache {
  const known = new Map<string, OverlayFacts>()
  const pictures = new Map<string, CachedPicture>()
  /** Time at which each open overlay was opened. */
  const openOverlays = new Map<SourcedOverlay, number>()

  function remember(name: string, overlay: OverlayFacts): void {
    makeLast(known, name, overlay)
    const [oldest] = known.keys()
    if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest)
  }

  function recall(key: string, facts: OverlayFacts): Frame | undefined {
    const cached = pictures.get(key)
    if (cached?.facts !== facts) return undefined
    makeLast(pictures, key, cached)
    return cached.frame
  }

  function addPicture(key: string, cached: CachedPicture): void {
    if (cached.frame.data.length > capacity.one) return
    makeLast(pictures, key, cached)
    for (const [oldest] of pictures) {
      if (bytes() <= capacity.all) break
      pictures.delete(oldest)
    }
  }

  const bytes = (): number => [...pictures.values()].reduce((sum, { frame }) => sum + frame.data.length, 0)

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
   * Opens an overlay again to draw it. Refuses a file that has changed, because no memory was
   * planned for it.
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
    const same = source.etag === facts.etag && isSame(source.size, facts.size)
    if (same && source.memory(size) <= facts.memory(size)) return source
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
     * Pictures that this request uses. They are held even if the cache drops them, because no
     * memory is planned to draw them again.
     */
    const found = new Map<string, Frame>()
    function hold(key: string, frame: Frame | undefined): Frame | undefined {
      if (frame) found.set(key, frame)
      return frame
    }
    function find(size: Size): Frame | undefined {
      const key = keyOf(name, size)
      return found.get(key) ?? hold(key, recall(key, facts))
    }

    async function draw(size: Size): Promise<Frame> {
      const source = opened && openOverlays.delete(opened) ? opened : await reopened(name, facts, open, size)
      const frame = await source.render(size)
      const key = keyOf(name, size)
      if (now < facts.until) addPicture(key, { facts, frame })
      found.set(key, frame)
      return frame
    }

    return {
      size: facts.size,
      etag: facts.etag,
      modified: facts.modified,
      since: facts.since,
      maxAge: facts.maxAge === undefined ? undefined : Math.max(0, facts.maxAge - (now - facts.since)),
      longHeader: facts.longHeader,
      memory: (size) => (find(size) ? 0 : facts.memory(size)),
      render: async (size) => find(size) ?? draw(size),
      cancel: () => opened && close(opened),
    }
  }

  return {
    async open(name, open, now, acquireMore) {
      const before = known.get(name)
      if (before && now < before.until) {
        remember(name, before)
        return overlayOf(name, before, open, now)
      }
      const opened = await open(acquireMore)
      if (opened.longHeader || !keepOpen(opened, now)) opened.cancel()
      const { size, etag, modified, maxAge, memory, longHeader } = opened
      const until = now + Math.min(maxAge ?? FRESH, FRESH)
      const facts = { size, etag, modified, maxAge, memory, longHeader, since: now, until }
      remember(name, facts)
      return overlayOf(name, facts, open, now, opened)
    },
    forget: (name) => void known.delete(name),
    bytes,
  }
}
