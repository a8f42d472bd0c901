import { beforeEach, describe, expect, it } from 'vitest'
import { type OverlayCache, overlayCache, type SourcedOverlay } from '../../../../src/edge/overlay/cache.ts'
import { type AcquireMore, granted } from '../../../../src/engine/overlay/overlay.ts'
import type { Size } from '../../../../src/engine/picture/size.ts'
import { failure } from '../../../support/failure.ts'

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
      memory: () => 1000,
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
  const memory = overlay.memory(size)
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

  it('is opened only when its picture in another size is drawn', async () => {
    const cache = overlayCache()
    await use(cache, 'a', 0)
    const overlay = await cache.open('a', opener('a'), 1, granted)
    const larger = { width: 16, height: 8 }
    expect(overlay.memory(larger)).toBe(1000)
    expect(opened).toEqual(['a'])
    expect(await overlay.render(larger)).toMatchObject(larger)
    expect(opened).toEqual(['a', 'a'])
    expect((await use(cache, 'a', 2, {}, larger)).memory).toBe(0)
    expect((await use(cache, 'a', 2)).memory).toBe(0)
  })

  it('is separate under another name', async () => {
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

describe('freshness', () => {
  it.each<[string, number | undefined, number, boolean]>([
    ['a source that says nothing: for a minute', undefined, 59, true],
    ['and no longer', undefined, 60, false],
    ['a source that says an hour: for a minute', 3600, 59, true],
    ['and no longer', 3600, 60, false],
    ['a source that says ten seconds: for ten', 10, 9, true],
    ['and no longer', 10, 10, false],
    ['a source that says no: never', 0, 0, false],
  ])('%s (%s s, after %d s)', async (_, maxAge, later, fresh) => {
    const cache = overlayCache()
    await use(cache, 'a', 1000, { maxAge })
    await use(cache, 'a', 1000 + later, { maxAge })
    expect(drawn.length).toBe(fresh ? 1 : 2)
  })

  it.each<[string, Partial<SourcedOverlay>]>([
    ['tag', { etag: '"2"' }],
    ['size', { size: { width: 20, height: 11 } }],
    ['need of memory', { memory: () => 1001 }],
  ])('ends when the source has another %s, which is not drawn', async (_, changed) => {
    const cache = overlayCache()
    await use(cache, 'a', 0)
    // The picture in this size is unknown, so the source is opened, and has changed.
    await expect(use(cache, 'a', 1, changed, { width: 9, height: 9 })).rejects.toThrow(failure('bad-origin'))
    expect([drawn.length, cancelled]).toEqual([1, 1])
    const { overlay, memory } = await use(cache, 'a', 2, changed)
    const { size, etag } = overlay
    expect({ size, etag, memory }).toEqual({
      size: changed.size ?? { width: 20, height: 10 },
      etag: changed.etag ?? '"1"',
      memory: changed.memory?.(SIZE) ?? 1000,
    })
    expect(drawn.length).toBe(2)
  })
})

describe('an overlay that is not drawn yet', () => {
  it('stays open, up to eight; others are closed at once, and opened again to be drawn', async () => {
    const cache = overlayCache()
    const overlays = []
    for (let i = 0; i < 10; i++) overlays.push(await cache.open(`${i}`, opener(`${i}`), 0, granted))
    expect(cancelled).toBe(2)
    for (const overlay of overlays) await overlay.render(SIZE)
    expect(opened.slice(10)).toEqual(['8', '9'])
    expect([drawn.length, cancelled]).toEqual([10, 2])
  })

  it('is closed at once if its header is long, and opened again in its own memory', async () => {
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

describe('capacity', () => {
  const large = { width: 10, height: 10 }

  it('is used for the most recent', async () => {
    const cache = overlayCache({ all: 1000, one: 400 })
    for (const name of ['a', 'b', 'a', 'c']) await use(cache, name, 0, {}, large)
    expect(drawn).toEqual(['a', 'b', 'c'])
    // Two of 400 bytes fit.
    expect((await use(cache, 'a', 0, {}, large)).memory).toBe(0)
    expect((await use(cache, 'c', 0, {}, large)).memory).toBe(0)
    expect((await use(cache, 'b', 0, {}, large)).memory).toBe(1000)
  })

  it('is not used for a picture that is too large', async () => {
    const cache = overlayCache({ all: 1000, one: 399 })
    await use(cache, 'a', 0, {}, large)
    expect((await use(cache, 'a', 0, {}, large)).memory).toBe(1000)
  })

  it('does not drop a picture that a request relies on', async () => {
    const cache = overlayCache({ all: 400, one: 400 })
    const { frame } = await use(cache, 'a', 0, {}, large)
    const overlay = await cache.open('a', opener('a'), 0, granted)
    expect(overlay.memory(large)).toBe(0)
    await use(cache, 'b', 0, {}, large)
    expect(await overlay.render(large)).toBe(frame)
  })

  it('is limited for facts, too', async () => {
    const cache = overlayCache({ all: 0, one: 0 })
    for (let i = 0; i <= 100; i++) await cache.open(`${i}`, opener(`${i}`), 0, granted)
    await cache.open('100', opener('100'), 0, granted)
    await cache.open('0', opener('0'), 0, granted)
    expect(opened.slice(101)).toEqual(['0'])
  })
})

it('a failure is not cached', async () => {
  const cache = overlayCache()
  const render = async () => {
    throw new Error('no')
  }
  await expect(use(cache, 'a', 0, { render })).rejects.toThrow('no')
  expect((await use(cache, 'a', 0)).memory).toBe(1000)
  await expect(cache.open('b', () => Promise.reject(new Error('none')), 0, granted)).rejects.toThrow('none')
  expect((await use(cache, 'b', 0)).frame.width).toBe(8)
})
