import { describe, expect, it } from 'vitest'
import { r2Source } from '../../../../src/edge/source/r2.ts'
import { bytes, type Log, STREAMS } from '../../../support/worker/body-streams.ts'

const RULES = { maxBytes: 1000, timeout: 100, totalTimeout: 250 }
const never = new AbortController().signal

function bucketOf(objects: Record<string, string>, cacheControl?: string, size?: number) {
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
      size: size ?? bytes.length,
      httpEtag: '"abc"',
      ...(cacheControl === undefined ? {} : { httpMetadata: { cacheControl } }),
    }
    return object as R2ObjectBody
  }
  return { asked, cancelled, get: get as R2Bucket['get'] }
}

describe('an object', () => {
  it('has its bytes, size and validators', async () => {
    const source = await r2Source(bucketOf({ 'samples/a.jpg': 'image' }), '', RULES)('samples/a.jpg', never)
    expect(await new Response(source.body).text()).toBe('image')
    expect(source).toMatchObject({ size: 5, etag: '"abc"', maxAge: undefined })
  })

  it.each([
    ['public, max-age=60', 60],
    ['no-store', 0],
  ])('stored with %s may be kept for %s s', async (cacheControl, maxAge) => {
    const source = await r2Source(bucketOf({ a: 'image' }, cacheControl), '', RULES)('a', never)
    expect(source.maxAge).toBe(maxAge)
  })

  it('is requested by its known tag, and has no body if it is unchanged', async () => {
    const conditions: unknown[] = []
    async function get(_: string, { onlyIf }: R2GetOptions) {
      conditions.push(new Headers(onlyIf instanceof Headers ? onlyIf : {}).get('if-none-match'))
      return { httpEtag: '"abc"', httpMetadata: { cacheControl: 'max-age=9' } }
    }
    const open = r2Source({ get: get as unknown as R2Bucket['get'] }, '', RULES)
    const { body, ...rest } = await open('a', never, { etag: '"abc"' })
    expect(rest).toMatchObject({ etag: '"abc"', unchanged: true, maxAge: 9 })
    expect((await new Response(body).arrayBuffer()).byteLength).toBe(0)
    expect(conditions).toEqual(['"abc"'])
  })

  it('is looked up below the prefix', async () => {
    const bucket = bucketOf({ 'originals/a.jpg': 'image', 'a.jpg': 'other' })
    const source = await r2Source(bucket, 'originals/', RULES)('a.jpg', never)
    expect(await new Response(source.body).text()).toBe('image')
    expect(bucket.asked).toEqual(['originals/a.jpg'])
  })

  it('is not-found if it does not exist', async () => {
    await expect(r2Source(bucketOf({}), '', RULES)('a.jpg', never)).rejects.toMatchObject({
      code: 'not-found',
      source: 'gone',
    })
  })
})

describe('the key of an object', () => {
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
  ])('%j is refused without a look-up', async (path) => {
    const bucket = bucketOf({})
    await expect(r2Source(bucket, 'originals/', RULES)(path, never)).rejects.toMatchObject({
      code: 'not-found',
    })
    expect(bucket.asked).toEqual([])
  })

  it('has at most 1,024 bytes of UTF-8, including its prefix', async () => {
    const longest = 'é'.repeat(511)
    const bucket = bucketOf({ [`p/${longest}`]: 'image' })
    const open = r2Source(bucket, 'p/', RULES)
    expect((await open(longest, never)).size).toBe(5)
    await expect(open(`${longest}a`, never)).rejects.toMatchObject({ code: 'not-found' })
    expect(bucket.asked).toHaveLength(1)
  })
})

it('a prefix that ends inside a segment is refused', () => {
  expect(() => r2Source(bucketOf({}), 'originals', RULES)).toThrow(
    expect.objectContaining({ code: 'misconfigured' }),
  )
})

it('an error of the bucket becomes bad-origin', async () => {
  const get = async () => {
    throw new Error('internal error (10001)')
  }
  await expect(r2Source({ get }, '', RULES)('a.jpg', never)).rejects.toMatchObject({
    code: 'bad-origin',
    reason: 'R2: Error: internal error (10001)',
  })
})

describe('a slow bucket', () => {
  /** Returns an object that arrives with `arrive`. Its body stalls after one byte. */
  function slow() {
    const { promise, resolve } = Promise.withResolvers<R2ObjectBody>()
    const log: Log = { pulled: 0, cancelled: false }
    const body = STREAMS.bytes([bytes(1)], 'stay open', log)
    const arrive = () => resolve({ body, size: 100 } as R2ObjectBody)
    return { bucket: { get: (() => promise) as R2Bucket['get'] }, arrive, log }
  }

  it('runs out of time before its answer, which is cancelled when it arrives', async () => {
    const { bucket, arrive, log } = slow()
    await expect(r2Source(bucket, '', RULES)('a', never)).rejects.toMatchObject({
      code: 'origin-timeout',
      reason: 'no progress within 100 ms',
    })
    arrive()
    await expect.poll(() => log.cancelled).toBe(true)
  })

  it('runs out of time in the middle of a body, whose rest is cancelled', async () => {
    const { bucket, arrive, log } = slow()
    arrive()
    const { body } = await r2Source(bucket, '', RULES)('a', never)
    await expect(new Response(body).arrayBuffer()).rejects.toMatchObject({ code: 'origin-timeout' })
    expect(log.cancelled).toBe(true)
  })

  it('runs out of the total time of one object', async () => {
    const { bucket, arrive } = slow()
    arrive()
    const rules = { ...RULES, timeout: 200, totalTimeout: 50 }
    const { body } = await r2Source(bucket, '', rules)('a', never)
    await expect(new Response(body).arrayBuffer()).rejects.toMatchObject({
      code: 'origin-timeout',
      reason: 'not complete within 50 ms',
    })
  })

  it('is cancelled when the caller aborts', async () => {
    const { bucket, arrive, log } = slow()
    const caller = new AbortController()
    const opening = r2Source(bucket, '', RULES)('a', caller.signal)
    caller.abort(new Error('gone'))
    await expect(opening).rejects.toThrow('gone')
    arrive()
    await expect.poll(() => log.cancelled).toBe(true)
  })
})

it('an object that is too large, or differs from its size, fails while it is read', async () => {
  const read = async (size: number) => {
    const { body } = await r2Source(bucketOf({ a: 'image' }, undefined, size), '', RULES)('a', never)
    return new Response(body).text()
  }
  expect(await read(5)).toBe('image')
  await expect(read(RULES.maxBytes + 1)).rejects.toMatchObject({ code: 'source-too-large' })
  await expect(read(4)).rejects.toMatchObject({ code: 'bad-origin' })
  await expect(read(6)).rejects.toMatchObject({ code: 'bad-origin' })
})

describe('an aborting caller', () => {
  it('causes no look-up', async () => {
    const bucket = bucketOf({ a: 'image' })
    const gone = AbortSignal.abort(new Error('gone'))
    await expect(r2Source(bucket, '', RULES)('a', gone)).rejects.toThrow('gone')
    expect(bucket.asked).toEqual([])
  })

  it('cancels the body', async () => {
    const bucket = bucketOf({ a: 'image' })
    const caller = new AbortController()
    const opening = r2Source(bucket, '', RULES)('a', caller.signal)
    caller.abort(new Error('gone'))
    await expect(opening).rejects.toThrow('gone')
    expect(bucket.cancelled).toEqual(['a'])
  })
})
