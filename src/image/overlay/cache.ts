import { Failure } from '../../errors.ts'
import type { Frame } from '../../picture/picture.ts'
import type { Size } from '../../picture/size.ts'
import { overlayFailure } from '../../source/overlay.ts'
import { type AcquireMore, granted, type Overlay } from './overlay.ts'

/** Overlays that were drawn not long ago. Overlay by overlay, they are as fresh as their source lets them be. */
export interface OverlayCache {
  /**
   * The overlay of a name, which is opened only if its size, or its picture in the size that is asked for, is not known.
   * Its `render` throws `Failure` bad-origin where another image stands in its place now.
   * @param name names the source, as `overlaySource` does
   * @param now seconds
   * @param lookFurther for one that is not known
   */
  open(name: string, open: OpenOverlay, now: number, lookFurther: AcquireMore): Promise<Overlay>
  /** Bytes of the pictures that are kept. */
  bytes(): number
}

type OpenOverlay = (lookFurther: AcquireMore) => Promise<Overlay>

/** Bytes of pixels that are kept, and of one picture among them. */
const ROOM = { all: 8 * 1024 * 1024, one: 2 * 1024 * 1024 }
/** How many requests may hold theirs open until it is drawn; others open it anew, as each does for itself alone. */
const MAX_OPEN = 8
/** Seconds after which one that was not drawn is not counted any more: its request may have died. */
const MAX_HELD = 60
/** Of how many overlays more than the pixels are known. */
const MAX_KNOWN = 100
/** Seconds for which no source is asked again, unless it wants to be. */
const FRESH = 60

type Known = Pick<Overlay, 'size' | 'etag' | 'maxAge' | 'memory' | 'long'> & {
  /** Seconds. */
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

/** A cache for one isolate; of its pictures and facts those go first that have not been used for longest. */
export function overlayCache(room = ROOM): OverlayCache {
  const known = new Map<string, Known>()
  const pictures = new Map<string, Kept>()
  /** When each that is held open was opened. */
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

  /** Whether one more may stay open. */
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

  /** Opens what is known anew: what is not as it was planned is not drawn, for its memory was not planned either. */
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

  /** @param opened the overlay itself, if it was opened for this */
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
      // A picture that is found here stays at hand, even if the cache lets go of it.
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
