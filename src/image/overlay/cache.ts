import { Failure } from '../../errors.ts'
import type { Frame } from '../../picture/picture.ts'
import type { Size } from '../../picture/size.ts'
import { overlayFailure } from '../../source/overlay.ts'
import { type AcquireMore, granted, type Overlay } from './overlay.ts'

/** Recently drawn overlays, each as fresh as its source allows. */
export interface OverlayCache {
  /**
   * The overlay of a name; opens it only if its size, or its picture in the requested size, is unknown.
   * Its `render` throws `Failure` bad-origin if the source is another image now.
   * @param name names the source, as `overlaySource` does
   * @param now seconds
   * @param acquireMore for a long header of an unknown overlay
   */
  open(name: string, open: OpenOverlay, now: number, lookFurther: AcquireMore): Promise<Overlay>
  /** Bytes of the cached pictures. */
  bytes(): number
}

type OpenOverlay = (lookFurther: AcquireMore) => Promise<Overlay>

const ROOM = { all: 8 * 1024 * 1024, one: 2 * 1024 * 1024 }
/** Open overlays that wait to be drawn. */
const MAX_OPEN = 8
/** Seconds after which a request with an open overlay may have died. */
const MAX_HELD = 60
const MAX_KNOWN = 100
/** Seconds for which a source is not asked again, unless it says less. */
const FRESH = 60

type Known = Pick<Overlay, 'size' | 'etag' | 'maxAge' | 'memory' | 'long'> & {
  readonly since: number
  readonly until: number
}

interface Kept {
  readonly of: Known
  readonly frame: Frame
}

const keyOf = (name: string, { width, height }: Size) => `${width}x${height} ${name}`

function makeLast<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key)
  map.set(key, value)
}

const isSame = (a: Size, b: Size) => a.width === b.width && a.height === b.height

/** A cache for one isolate. The least recently used pictures and facts are dropped first. */
export function overlayCache(room = ROOM): OverlayCache {
  const known = new Map<string, Known>()
  const pictures = new Map<string, Kept>()
  /** When each open overlay was opened. */
  const held = new Map<Overlay, number>()

  function remember(name: string, overlay: Known): void {
    makeLast(known, name, overlay)
    const [oldest] = known.keys()
    if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest)
  }

  function recall(key: string, of: Known): Frame | undefined {
    const kept = pictures.get(key)
    if (kept?.of !== of) return undefined
    makeLast(pictures, key, kept)
    return kept.frame
  }

  function keep(key: string, kept: Kept): void {
    if (kept.frame.data.length > room.one) return
    makeLast(pictures, key, kept)
    for (const [oldest] of pictures) {
      if (bytes() <= room.all) break
      pictures.delete(oldest)
    }
  }

  const bytes = (): number => [...pictures.values()].reduce((sum, { frame }) => sum + frame.data.length, 0)

  function hold(overlay: Overlay, now: number): boolean {
    for (const [other, since] of held) if (now - since > MAX_HELD) held.delete(other)
    if (held.size >= MAX_OPEN) return false
    held.set(overlay, now)
    return true
  }

  function letGo(overlay: Overlay): void {
    held.delete(overlay)
    overlay.cancel()
  }

  function changed(name: string, of: Known): unknown {
    if (known.get(name) === of) known.delete(name)
    return overlayFailure(new Failure('bad-origin', undefined, 'the overlay changed since it was looked at'))
  }

  /** Only what was planned is drawn: for anything else no memory was planned. */
  async function reopened(name: string, of: Known, open: OpenOverlay, size: Size): Promise<Overlay> {
    const refuse: AcquireMore = async () => {
      throw changed(name, of)
    }
    const source = await open(of.long ? granted : refuse)
    const same = source.etag === of.etag && isSame(source.size, of.size)
    if (same && source.memory(size) <= of.memory(size)) return source
    source.cancel()
    throw changed(name, of)
  }

  function overlayOf(name: string, of: Known, open: OpenOverlay, now: number, opened?: Overlay): Overlay {
    let found: Frame | undefined
    const find = (size: Size): Frame | undefined => {
      if (!found || !isSame(found, size)) found = recall(keyOf(name, size), of)
      return found
    }

    async function draw(size: Size): Promise<Frame> {
      const source = opened && held.delete(opened) ? opened : await reopened(name, of, open, size)
      const frame = await source.render(size)
      if (now < of.until) keep(keyOf(name, size), { of, frame })
      return frame
    }

    return {
      size: of.size,
      etag: of.etag,
      maxAge: of.maxAge === undefined ? undefined : Math.max(0, of.maxAge - (now - of.since)),
      long: of.long,
      memory: (size) => (find(size) ? 0 : of.memory(size)),
      render: async (size) => find(size) ?? draw(size),
      cancel: () => opened && letGo(opened),
    }
  }

  return {
    async open(name, open, now, lookFurther) {
      const before = known.get(name)
      if (before && now < before.until) {
        remember(name, before)
        return overlayOf(name, before, open, now)
      }
      const opened = await open(lookFurther)
      if (opened.long || !hold(opened, now)) opened.cancel()
      const { size, etag, maxAge, memory, long } = opened
      const until = now + Math.min(maxAge ?? FRESH, FRESH)
      const of = { size, etag, maxAge, memory, long, since: now, until }
      remember(name, of)
      return overlayOf(name, of, open, now, opened)
    },
    bytes,
  }
}
