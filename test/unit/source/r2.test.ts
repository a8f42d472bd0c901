import { describe, expect, it } from 'vitest'
import { r2Source } from '../../../src/source/r2.ts'

const UPLOADED = new Date('2026-01-02T03:04:05Z')
const never = new AbortController().signal

/** A bucket that holds the given keys, notes what it is asked for and what is sent back. */
function bucketOf(objects: Record<string, string>, cacheControl?: string) {
  const asked: string[] = []
  const cancelled: string[] = []
  async function get(key: string): Promise<R2ObjectBody | null> {
    asked.push(key)
    const text = objects[key]
    if (text === undefined) return null
    const bytes = new TextEncoder().encode(text)
    const object: Partial<R2ObjectBody> = {
      key,
      body: new ReadableStream(
        {
          pull(controller) {
            controller.enqueue(bytes)
            controller.close()
          },
          cancel() {
            cancelled.push(key)
          },
        },
        { highWaterMark: 0 },
      ),
      size: bytes.length,
      httpEtag: '"abc"',
      uploaded: UPLOADED,
      ...(cacheControl === undefined ? {} : { httpMetadata: { cacheControl } }),
    }
    return object as R2ObjectBody
  }
  return { asked, cancelled, get: get as R2Bucket['get'] }
}

describe('an object', () => {
  it('comes with its bytes, size and validators', async () => {
    const source = await r2Source(bucketOf({ 'samples/a.jpg': 'image' }), '')('samples/a.jpg', never)
    expect(await new Response(source.body).text()).toBe('image')
    expect(source).toMatchObject({ size: 5, etag: '"abc"', lastModified: UPLOADED, maxAge: undefined })
  })

  it.each([
    ['public, max-age=60', 60],
    ['no-store', 0],
  ])('stored with %s may be kept for %s s', async (cacheControl, maxAge) => {
    const source = await r2Source(bucketOf({ a: 'image' }, cacheControl), '')('a', never)
    expect(source.maxAge).toBe(maxAge)
  })

  it('is looked up below the prefix', async () => {
    const bucket = bucketOf({ 'originals/a.jpg': 'image', 'a.jpg': 'other' })
    const source = await r2Source(bucket, 'originals/')('a.jpg', never)
    expect(await new Response(source.body).text()).toBe('image')
    expect(bucket.asked).toEqual(['originals/a.jpg'])
  })

  it('is not found where there is none', async () => {
    await expect(r2Source(bucketOf({}), '')('a.jpg', never)).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('a key', () => {
  it.each([
    '',
    '/a',
    'a//b',
    '../secret',
    'a/../../secret',
    'a/./b',
    'a/',
    'a\0',
    'a\r\nb',
    'a\\..\\b',
    '\udc00',
  ])('%j is not even asked for', async (path) => {
    const bucket = bucketOf({})
    await expect(r2Source(bucket, 'originals/')(path, never)).rejects.toMatchObject({ code: 'not-found' })
    expect(bucket.asked).toEqual([])
  })

  it('has at most 1,024 bytes of UTF-8, its prefix counted', async () => {
    const longest = 'é'.repeat(511)
    const bucket = bucketOf({ [`p/${longest}`]: 'image' })
    const open = r2Source(bucket, 'p/')
    expect((await open(longest, never)).size).toBe(5)
    await expect(open(`${longest}a`, never)).rejects.toMatchObject({ code: 'not-found' })
    expect(bucket.asked).toHaveLength(1)
  })
})

it('refuses a prefix that would end inside a segment', () => {
  expect(() => r2Source(bucketOf({}), 'originals')).toThrow(
    expect.objectContaining({ code: 'misconfigured' }),
  )
})

it('answers for a bucket that fails', async () => {
  const get = async () => {
    throw new Error('internal error (10001)')
  }
  await expect(r2Source({ get }, '')('a.jpg', never)).rejects.toMatchObject({
    code: 'bad-origin',
    reason: 'R2: Error: internal error (10001)',
  })
})

describe('a caller who gives up', () => {
  it('costs no look-up once gone', async () => {
    const bucket = bucketOf({ a: 'image' })
    const gone = AbortSignal.abort(new Error('gone'))
    await expect(r2Source(bucket, '')('a', gone)).rejects.toThrow('gone')
    expect(bucket.asked).toEqual([])
  })

  it('has the body sent back', async () => {
    const bucket = bucketOf({ a: 'image' })
    const caller = new AbortController()
    const opening = r2Source(bucket, '')('a', caller.signal)
    caller.abort(new Error('gone'))
    await expect(opening).rejects.toThrow('gone')
    expect(bucket.cancelled).toEqual(['a'])
  })
})
