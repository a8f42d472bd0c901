import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { photograph, scene } from '../support/picture/scene.ts'
import { CLOCK, later } from '../support/worker/clock.ts'
import { type Origin, startOrigin } from '../support/worker/origin.ts'
import { SIGNING_KEYS, startWorker, type Worker } from '../support/worker/worker.ts'

const BOUND = 300
const HIT = 'signet; hit'
const RENEWED = 'signet; fwd=stale; stored'
const DATE = 'Sun, 06 Nov 1994 08:49:37 GMT'

let worker: Worker
let origin: Origin
let photo: Buffer
let other: Buffer
let next = 0

beforeAll(async () => {
  photo = await photograph(scene(60, 40), 1)
  other = await photograph(scene(40, 60), 1)
  origin = await startOrigin()
  const source = origin.base.href
  worker = await startWorker(
    inject('bundle'),
    {
      SIGNING_KEYS,
      ENVIRONMENT: 'development',
      limits: { timeout: 1000 },
      zones: {
        bucket: { prefix: '/', source: 'r2:IMAGES' },
        photos: { prefix: '/http/', source, stale_if_error: 0 },
        lasting: { prefix: '/lasting/', source, stale_if_error: 600 },
        brief: { prefix: '/brief/', source, revalidate: 0 },
        fixed: { prefix: '/fixed/', source, immutable: true, browser_max_age: 90_000 },
      },
    },
    { wrapper: CLOCK },
  )
})

afterAll(async () => {
  await worker.close()
  origin.close()
})

beforeEach(() => {
  serve(photo, { etag: '"1"' })
})

const unusedName = () => `${next++}.jpg`
const status = (headers: Headers) => headers.get('cache-status')
const put = (name: string, image: Buffer) => worker.bucket.put(name, Uint8Array.from(image))

/** Answers like a file server, with 304 if the client's validator matches. */
function serve(image: Buffer, validators: { etag?: string; 'last-modified'?: string }): void {
  origin.requests = []
  origin.answer = ({ headers }, response) => {
    const known = headers['if-none-match'] ?? headers['if-modified-since']
    const same = known !== undefined && known === (validators.etag ?? validators['last-modified'])
    response.writeHead(same ? 304 : 200, validators).end(same ? undefined : image)
  }
}

/** Requests a target until the cache has it. */
async function warm(target: string): Promise<Buffer> {
  await worker.get(target)
  await expect.poll(async () => status((await worker.get(target)).headers)).toBe(HIT)
  origin.requests = []
  return (await worker.get(target)).body
}

describe.each(['', '?width=20'])('an image of R2%s', (query) => {
  it('is served unchecked within the bound, and renewed after it without decoding', async () => {
    const name = unusedName()
    await put(name, photo)
    const body = await warm(`/${name}${query}`)
    await later(worker, BOUND / 2)
    const hit = await worker.get(`/${name}${query}`)
    expect(status(hit.headers)).toBe(HIT)
    await later(worker, BOUND / 2)
    const renewed = await worker.get(`/${name}${query}`)
    expect([renewed.status, status(renewed.headers), renewed.body.equals(body)]).toEqual([200, RENEWED, true])
    expect(renewed.headers.get('server-timing')).not.toContain('decode')
    expect([...renewed.headers.keys()]).toEqual([...hit.headers.keys()])
    expect(renewed.headers.get('cache-control')).toBe('public, max-age=3600')
    await expect.poll(async () => status((await worker.get(`/${name}${query}`)).headers)).toBe(HIT)
  })

  it('shows a replaced original within the bound', async () => {
    const name = unusedName()
    await put(name, photo)
    const before = await warm(`/${name}${query}`)
    await put(name, other)
    await later(worker, BOUND)
    const after = await worker.get(`/${name}${query}`)
    expect([after.status, status(after.headers)]).toEqual([200, RENEWED])
    expect(after.body.equals(before)).toBe(false)
    await expect.poll(async () => status((await worker.get(`/${name}${query}`)).headers)).toBe(HIT)
    expect((await worker.get(`/${name}${query}`)).body.equals(after.body)).toBe(true)
  })

  it('becomes 404 within the bound after its original is deleted, and stays 404', async () => {
    const name = unusedName()
    await put(name, photo)
    await warm(`/${name}${query}`)
    await worker.bucket.delete(name)
    await later(worker, BOUND)
    expect((await worker.get(`/${name}${query}`)).status).toBe(404)
    expect((await worker.get(`/${name}${query}`)).status).toBe(404)
  })
})

describe('the last fifth of the bound', () => {
  it('serves the old image and checks in the background', async () => {
    const target = `/http/${unusedName()}?width=20`
    const before = await warm(target)
    await later(worker, 0.8 * BOUND)
    const aging = await worker.get(target)
    expect([status(aging.headers), aging.body.equals(before)]).toEqual([HIT, true])
    await expect.poll(() => origin.requests.map(({ headers }) => headers['if-none-match'])).toEqual(['"1"'])
    await expect
      .poll(async () => {
        await later(worker, 0)
        return (await worker.get(target)).headers.get('cache-status')
      })
      .toBe(HIT)
    await later(worker, 0.5 * BOUND)
    // The first check has expired, the second one has not.
    expect(status((await worker.get(target)).headers)).toBe(HIT)
    expect(origin.requests).toHaveLength(1)
  })

  it('removes a deleted image before the bound', async () => {
    const target = `/http/${unusedName()}?width=20`
    await warm(target)
    origin.say(404, {}, '')
    await later(worker, 0.8 * BOUND)
    expect((await worker.get(target)).status).toBe(200)
    await expect.poll(async () => (await worker.get(target)).status).toBe(404)
  })

  it('makes a replaced image before the bound', async () => {
    const target = `/http/${unusedName()}?width=20`
    const before = await warm(target)
    serve(other, { etag: '"2"' })
    await later(worker, 0.8 * BOUND)
    await expect
      .poll(async () => {
        const { status: answered, body } = await worker.get(target)
        return [answered, body.equals(before)]
      })
      .toEqual([200, false])
  })
})

describe('an origin after the bound', () => {
  it('is checked by Last-Modified if it has no entity tag', async () => {
    serve(photo, { 'last-modified': DATE })
    const target = `/http/${unusedName()}?width=20`
    await warm(target)
    await later(worker, BOUND)
    expect(status((await worker.get(target)).headers)).toBe(RENEWED)
    expect(origin.requests.map(({ headers }) => headers['if-modified-since'])).toEqual([DATE])
  })

  it('is read again if it has no validators', async () => {
    serve(photo, {})
    const target = `/http/${unusedName()}?width=20`
    await warm(target)
    await later(worker, BOUND)
    const { headers } = await worker.get(target)
    expect(headers.get('server-timing')).toContain('decode')
    expect(origin.requests.map((request) => request.headers['if-none-match'])).toEqual([undefined])
  })

  it.each([401, 403, 404, 410, 451])('answering %i removes the image', async (refusal) => {
    const target = `/lasting/${unusedName()}?width=20`
    await warm(target)
    origin.say(refusal, {}, '')
    await later(worker, BOUND)
    const { status: answered, headers } = await worker.get(target)
    expect([answered, headers.get('x-ip-error')]).toEqual([404, 'not-found'])
    origin.say(503, {}, '')
    expect((await worker.get(target)).status).toBe(502)
  })

  it.each<[string, () => void]>([
    ['429', () => origin.say(429, {}, '')],
    ['500', () => origin.say(500, {}, '')],
    ['no answer in time', () => origin.say(200)],
    [
      'a reset',
      () => {
        origin.answer = (request) => request.socket.destroy()
      },
    ],
  ])('failing with %s leaves the image only as long as stale_if_error allows', async (_, fail) => {
    const name = unusedName()
    const before = await warm(`/lasting/${name}?width=20`)
    await later(worker, BOUND)
    fail()
    expect((await worker.get(`/http/${name}?width=20`)).status).toBeGreaterThanOrEqual(502)
    const old = await worker.get(`/lasting/${name}?width=20`)
    expect([old.status, status(old.headers), old.body.equals(before)]).toEqual([
      200,
      'signet; fwd=stale',
      true,
    ])
    expect(old.headers.get('cache-control')).toBe('public, max-age=0')
    await later(worker, 600)
    expect((await worker.get(`/lasting/${name}?width=20`)).status).toBeGreaterThanOrEqual(502)
    // Nothing was removed.
    serve(photo, { etag: '"1"' })
    expect(status((await worker.get(`/lasting/${name}?width=20`)).headers)).toBe(RENEWED)
  })

  it('is never bridged past the expiry of the URL', async () => {
    const expire = Math.floor(Date.now() / 1000) + 1_000_000
    const target = `/lasting/${unusedName()}?width=20&expire=${expire}`
    await warm(target)
    origin.say(500, {}, '')
    await later(worker, 1_000_001)
    expect((await worker.get(target)).status).toBe(410)
  })

  it('is asked once for concurrent requests', async () => {
    const target = `/http/${unusedName()}?width=20`
    await warm(target)
    await later(worker, BOUND)
    const { answer } = origin
    origin.answer = (request, response) => void setTimeout(() => answer(request, response), 700)
    const answers = await Promise.all(Array.from({ length: 6 }, () => worker.get(target)))
    expect(answers.map((each) => each.status)).toEqual(Array(6).fill(200))
    expect(answers.filter(({ headers }) => status(headers)?.endsWith('collapsed')).length).toBeGreaterThan(0)
    expect(origin.requests).toHaveLength(1)
  })
})

describe('a damaged image', () => {
  it('is refused without asking the source for a minute, and shows soon after it was replaced', async () => {
    const target = `/http/${unusedName()}?width=20`
    serve(photo.subarray(0, photo.length / 2), { etag: '"half"' })
    expect((await worker.get(target)).status).toBe(422)
    serve(photo, { etag: '"1"' })
    expect((await worker.get(target)).status).toBe(422)
    expect(origin.requests).toEqual([])
    await later(worker, 60)
    expect((await worker.get(target)).status).toBe(200)
  })
})

describe('a zone', () => {
  it('with revalidate = 0 checks on each request', async () => {
    const target = `/brief/${unusedName()}?width=20`
    await worker.get(target)
    await expect.poll(async () => status((await worker.get(target)).headers)).toBe(RENEWED)
    origin.requests = []
    await worker.get(target)
    expect(origin.requests.map(({ headers }) => headers['if-none-match'])).toEqual(['"1"'])
  })

  it('with immutable = true asks no source before the image is stale', async () => {
    const target = `/fixed/${unusedName()}?width=20`
    await warm(target)
    await later(worker, 40_000)
    expect(status((await worker.get(target)).headers)).toBe(HIT)
    expect(origin.requests).toEqual([])
    await later(worker, 50_000)
    expect(status((await worker.get(target)).headers)).toBe(RENEWED)
  })
})

describe.each(['olurl', 'ol2url'])('an image with an overlay by %s', (parameter) => {
  async function watermarked(): Promise<{ logo: string; target: string }> {
    const [name, first, logo] = [unusedName(), unusedName(), unusedName()]
    await Promise.all([put(name, photo), put(first, photo), put(logo, photo)])
    const below = parameter === 'olurl' ? '' : `&olurl=%2F${first}`
    return { logo, target: `/${name}?width=20${below}&${parameter}=%2F${logo}` }
  }

  it('is renewed without decoding if the overlay is unchanged', async () => {
    const { target } = await watermarked()
    const before = await warm(target)
    await later(worker, BOUND)
    const { headers, body } = await worker.get(target)
    expect([status(headers), body.equals(before)]).toEqual([RENEWED, true])
    expect(headers.get('server-timing')).not.toContain('decode')
  })

  it('shows a replaced overlay within the bound', async () => {
    const { target, logo } = await watermarked()
    const before = await warm(target)
    await put(logo, other)
    await later(worker, BOUND)
    const after = await worker.get(target)
    expect([after.status, after.body.equals(before)]).toEqual([200, false])
  })

  it('shows a replaced overlay within the bound, even if the isolate still knows the old one', async () => {
    const { target, logo } = await watermarked()
    const before = await warm(target)
    await later(worker, BOUND - 30)
    // Draws the old overlay.
    expect((await worker.get(target.replace('width=20', 'width=21'))).status).toBe(200)
    await put(logo, other)
    await later(worker, 30)
    const after = await worker.get(target)
    expect([after.status, after.body.equals(before)]).toEqual([200, false])
  })

  it('is removed if the overlay was deleted', async () => {
    const { target, logo } = await watermarked()
    await warm(target)
    await worker.bucket.delete(logo)
    await later(worker, BOUND)
    expect((await worker.get(target)).status).toBe(404)
  })
})
