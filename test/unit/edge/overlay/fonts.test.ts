import { beforeEach, describe, expect, it } from 'vitest'
import { type Font, type FontCache, fontCache } from '../../../../src/edge/overlay/fonts.ts'
import type { OpenedOverlay } from '../../../../src/edge/source/overlay.ts'
import { timing } from '../../../../src/timing.ts'
import { admissionOf } from '../../../support/isolate/admission.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'
import { failure } from '../../../support/process/failure.ts'
import { plainFont } from '../../../support/text/hostile-fonts.ts'

const FONT = plainFont()
const SIGNAL = new AbortController().signal
const { admission } = admissionOf(LIMITS)
const CONTEXT = { signal: SIGNAL, limits: LIMITS, admission, timing: timing() }

let opened: string[]
let cancelled: string[]
beforeEach(() => {
  opened = []
  cancelled = []
})

function file(
  name: string,
  data: Uint8Array = FONT,
  more: { maxAge?: number; size?: number } = {},
): OpenedOverlay {
  return {
    name,
    parameter: 'olfont',
    async open() {
      opened.push(name)
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          controller.enqueue(Uint8Array.from(data))
          controller.close()
        },
        cancel: () => void cancelled.push(name),
      })
      return { body, size: data.length, etag: `"${name}"`, maxAge: 3600, ...more }
    },
  }
}

async function use(
  cache: FontCache,
  opening: OpenedOverlay,
  now: number,
): Promise<Font & { data: Uint8Array }> {
  const font = await cache.open(opening, now, CONTEXT)
  return { ...font, data: await font.read() }
}

const padded = (length: number) => Buffer.concat([FONT, Buffer.alloc(length - FONT.length)])

describe('a font', () => {
  it('is read once while it is fresh', async () => {
    const cache = fontCache()
    const first = await use(cache, file('a'), 100)
    expect(first).toMatchObject({ etag: '"a"', maxAge: 3600, since: 100, bytes: FONT.length })
    const second = await use(cache, file('a'), 130)
    expect(second).toMatchObject({ etag: '"a"', maxAge: 3570, since: 100, bytes: FONT.length })
    expect(Buffer.from(second.data).equals(FONT)).toBe(true)
    expect(opened).toEqual(['a'])
    await use(cache, file('a'), 160)
    expect(opened).toEqual(['a', 'a'])
  })

  it('is fresh as long as its source allows, or until it is forgotten', async () => {
    const cache = fontCache()
    await use(cache, file('a', FONT, { maxAge: 5 }), 100)
    await use(cache, file('a', FONT, { maxAge: 5 }), 105)
    cache.forget('a')
    await use(cache, file('a'), 106)
    expect(opened).toEqual(['a', 'a', 'a'])
  })

  it('is not kept if it is not read, and its source is cancelled', async () => {
    const cache = fontCache()
    const font = await cache.open(file('a'), 100, CONTEXT)
    font.cancel()
    expect([cancelled, cache.bytes()]).toEqual([['a'], 0])
  })

  it('shares limited capacity with other fonts', async () => {
    const cache = fontCache({ all: 5000, one: 3000 })
    for (const name of ['a', 'b', 'a', 'c']) await use(cache, file(name, padded(2000)), 100)
    expect(cache.bytes()).toBe(4000)
    opened = []
    for (const name of ['a', 'c', 'b']) await use(cache, file(name, padded(2000)), 100)
    expect(opened).toEqual(['b'])
    await use(cache, file('large', padded(3001)), 100)
    await use(cache, file('large', padded(3001)), 100)
    expect(opened).toEqual(['b', 'large', 'large'])
  })

  it('is refused and not kept if it is not a font', async () => {
    const cache = fontCache()
    await expect(use(cache, file('a', Buffer.from('wOF2, not more')), 100)).rejects.toEqual(
      failure(
        'unsupported',
        'olfont: the file must be a single TrueType or OpenType font (.ttf or .otf), but this is WOFF 2',
      ),
    )
    expect(cache.bytes()).toBe(0)
  })

  it('is refused if it has more than 12 MB', async () => {
    const font = padded(12 * 1024 * 1024 + 1)
    await expect(use(fontCache(), file('a', font), 100)).rejects.toEqual(failure('source-too-large'))
    const unannounced = {
      ...file('b', font),
      open: async () => ({ ...(await file('b', font).open(SIGNAL)), size: undefined }),
    }
    await expect(fontCache().open(unannounced, 100, CONTEXT)).rejects.toEqual(failure('source-too-large'))
  })
})
