import { beforeEach, describe, expect, it } from 'vitest'
import { type OverlayCache, overlayCache, type SourcedOverlay } from '../../../../src/edge/overlay/cache.ts'
import { type AcquireMore, granted } from '../../../../src/engine/overlay/overlay.ts'
import type { Size } from '../../../../src/engine/picture/size.ts'
import { failure } from '../../../support/process/failure.ts'

const PARTS = { bytes: 1000, kernel: 0, codec: 0 }

let opened: string[]
let drawn: string[]
let cancelled: number
beforeEach(() => {
  opened = []
  drawn = []
  cancelled = 0
})

function opener(name: string, more: Partial<SourcedOverlay> = {}): () => Promise<SourcedOverlay> {
  return async () => {
    opened.push(name)
    return {
      size: { width: 20, height: 10 },
      etag: '"1"',
      maxAge: 3600,
      memory: () => PARTS,
      longHeader: false,
      async render({ width, height }) {
        drawn.push(name)
        return { width, height, data: new Uint8Array(width * height * 4).fill(drawn.length) }
      },
      cancel: () => void cancelled++,
      ...more,
    }
  }
}

const SIZE = { width: 8, height: 4 }

async function use(
  cache: OverlayCache,
  name: string,
  now: number,
  more: Partial<SourcedOverlay> = {},
  size: Size = SIZE,
) {
  const overlay = await cache.open(name, opener(name, more), now, granted)
  const memory = overlay.memory(size).bytes
  const frame = await overlay.render(size)
  return { overlay, memory, frame }
}

describe('a cached overlay', () => {
  it('is neither opened nor drawn again, and takes no memory', async () => {
    const cache = overlayCache()
    const first = await use(cache, 'a', 100)
    expect([first.memory, first.frame.data.length]).toEqual([1000, 128])
    const second = await use(cache, 'a', 130)
    expect(second.memory).toBe(0)
    expect(second.frame).toBe(first.frame)
    expect(second.overlay).toMatchObject({ size: { width: 20, height: 10 }, etag: '"1"', maxAge: 3570 })
    expect([opened, drawn]).toEqual([['a'], ['a']])
  })

  it('is measured for another output as if its picture were not cached', async () => {
    const cache = overlayCache()
    await use(cache, 'a', 100)
    const { overlay } = await use(cache, 'a', 130)
    expect(overlay.on?.({ width: 90, height: 60 }).memory(SIZE).bytes).toBe(1000)
  })

  it('is opened again only when it is drawn in another size', async () => {
    const cache = overlayCache()
    await use(cache, 'a', 0)
    const overlay = await cache.open('a', opener('a'), 1, granted)
    const larger = { width: 16, height: 8 }
    expect(overlay.memory(larger)).toEqual(PARTS)
    expect(opened).toEqual(['a'])
    expect(await overlay.render(larger)).toMatchObject(larger)
    expect(opened).toEqual(['a', 'a'])
    expect((await use(cache, 'a', 2, {}, larger)).memory).toBe(0)
    expect((await use(cache, 'a', 2)).memory).toBe(0)
  })

  it('is separate for another name', async () => {
    const cache = overlayCache()
    const [a, b] = [await use(cache, 'a', 0), await use(cache, 'b', 0)]
    expect(a.frame).not.toBe(b.frame)
    expect(drawn).toEqual(['a', 'b'])
  })

  it('cancels its source', async () => {
    const overlay = await overlayCache().open('a', opener('a'), 0, granted)
    overlay.cancel()
    expect(cancelled).toBe(1)
  })
})

describe('a cached overlay with max-age', () => {
  it.each<[string, number | undefined, number, boolean]>([
    ['without max-age is fresh for a minute', undefined, 59, true],
    ['without max-age becomes stale', undefined, 60, false],
    ['of an hour is fresh for a minute', 3600, 59, true],
    ['of an hour becomes stale', 3600, 60, false],
    ['of ten seconds is fresh for ten', 10, 9, true],
    ['of ten seconds becomes stale', 10, 10, false],
    ['of 0 is never fresh', 0, 0, false],
  ])('%s (%s s, after %d s)', async (_, maxAge, later, fresh) => {
    const cache = overlayCache()
    await use(cache, 'a', 1000, { maxAge })
    await use(cache, 'a', 1000 + later, { maxAge })
    expect(drawn.length).toBe(fresh ? 1 : 2)
  })

  it.each<[string, Partial<SourcedOverlay>]>([
    ['tag', { etag: '"2"' }],
    ['size', { size: { width: 20, height: 11 } }],
    ['memory demand', { memory: () => ({ ...PARTS, bytes: 1001 }) }],
  ])('is dropped if its source has another %s', async (_, changed) => {
    const cache = overlayCache()
    await use(cache, 'a', 0)
    // This size has not been drawn yet. The source is therefore opened, and has changed.
    await expect(use(cache, 'a', 1, changed, { width: 9, height: 9 })).rejects.toThrow(failure('bad-origin'))
    expect([drawn.length, cancelled]).toEqual([1, 1])
    const { overlay, memory } = await use(cache, 'a', 2, changed)
    const { size, etag } = overlay
    expect({ size, etag, memory }).toEqual({
      size: changed.size ?? { width: 20, height: 10 },
      etag: changed.etag ?? '"1"',
      memory: (changed.memory?.(SIZE) ?? PARTS).bytes,
    })
    expect(drawn.length).toBe(2)
  })
})

describe('a drawn overlay', () => {
  it.each<[string, OverlayCache, Partial<SourcedOverlay>]>([
    ['too large for the cache', overlayCache({ all: 127, one: 127 }), {}],
    ['not to be cached', overlayCache(), { maxAge: 0 }],
  ])('is freed if it is %s', async (_, cache, more) => {
    const { overlay, frame } = await use(cache, 'a', 0, more)
    overlay.release?.(frame)
    overlay.release?.(frame)
    expect(frame.data.length).toBe(0)
    expect(overlay.memory(SIZE)).toEqual(PARTS)
    expect((await overlay.render(SIZE)).data.length).toBe(128)
  })

  it('is not freed while it may be used again', async () => {
    const cache = overlayCache()
    const first = await use(cache, 'a', 0)
    const second = await use(cache, 'a', 1)
    cache.dropPictures()
    for (const { overlay, frame } of [first, second]) overlay.release?.(frame)
    expect(second.frame.data.length).toBe(128)
  })
})

describe('an opened overlay', () => {
  it('stays open until drawn, up to eight; others are closed, and opened again to be drawn', async () => {
    const cache = overlayCache()
    const overlays = []
    for (let i = 0; i < 10; i++) overlays.push(await cache.open(`${i}`, opener(`${i}`), 0, granted))
    expect(cancelled).toBe(2)
    for (const overlay of overlays) await overlay.render(SIZE)
    expect(opened.slice(10)).toEqual(['8', '9'])
    expect([drawn.length, cancelled]).toEqual([10, 2])
  })

  it('is closed if its header is long, and opened again with its own memory', async () => {
    const looks: boolean[] = []
    const long: Partial<SourcedOverlay> = { longHeader: true }
    const open = (lookFurther: AcquireMore) => {
      looks.push(lookFurther === granted)
      return opener('a', long)()
    }
    const admitted: AcquireMore = (_, look) => look()
    const overlay = await overlayCache().open('a', open, 0, admitted)
    expect([overlay.longHeader, cancelled]).toEqual([true, 1])
    expect(await overlay.render(SIZE)).toMatchObject(SIZE)
    expect(looks).toEqual([false, true])
  })

  it('is refused if its header has become long', async () => {
    const cache = overlayCache()
    const open = async (lookFurther: AcquireMore) => lookFurther(1, opener('a'))
    await use(cache, 'a', 0)
    const overlay = await cache.open('a', open, 1, granted)
    await expect(overlay.render({ width: 9, height: 9 })).rejects.toThrow(failure('bad-origin'))
    await cache.open('a', opener('a'), 2, granted)
    expect(opened).toEqual(['a', 'a'])
  })
})

describe('the capacity of the cache', () => {
  const large = { width: 10, height: 10 }

  it('is used for the most recently used pictures', async () => {
    const cache = overlayCache({ all: 1000, one: 400 })
    for (const name of ['a', 'b', 'a', 'c']) await use(cache, name, 0, {}, large)
    expect(drawn).toEqual(['a', 'b', 'c'])
    // Two pictures of 400 bytes fit.
    expect((await use(cache, 'a', 0, {}, large)).memory).toBe(0)
    expect((await use(cache, 'c', 0, {}, large)).memory).toBe(0)
    expect((await use(cache, 'b', 0, {}, large)).memory).toBe(1000)
  })

  it('is not used for a picture that is too large', async () => {
    const cache = overlayCache({ all: 1000, one: 399 })
    await use(cache, 'a', 0, {}, large)
    expect((await use(cache, 'a', 0, {}, large)).memory).toBe(1000)
  })

  it('keeps a picture that a request relies on', async () => {
    const cache = overlayCache({ all: 400, one: 400 })
    const { frame } = await use(cache, 'a', 0, {}, large)
    const overlay = await cache.open('a', opener('a'), 0, granted)
    expect(overlay.memory(large).bytes).toBe(0)
    await use(cache, 'b', 0, {}, large)
    expect(await overlay.render(large)).toBe(frame)
  })

  it('is limited for facts about overlays, too', async () => {
    const cache = overlayCache({ all: 0, one: 0 })
    for (let i = 0; i <= 100; i++) await cache.open(`${i}`, opener(`${i}`), 0, granted)
    await cache.open('100', opener('100'), 0, granted)
    await cache.open('0', opener('0'), 0, granted)
    expect(opened.slice(101)).toEqual(['0'])
  })
})

it('does not cache a failure', async () => {
  const cache = overlayCache()
  const render = async () => {
    throw new Error('no')
  }
  await expect(use(cache, 'a', 0, { render })).rejects.toThrow('no')
  expect((await use(cache, 'a', 0)).memory).toBe(1000)
  await expect(cache.open('b', () => Promise.reject(new Error('none')), 0, granted)).rejects.toThrow('none')
  expect((await use(cache, 'b', 0)).frame.width).toBe(8)
})
