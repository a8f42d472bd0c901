import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { importKey, signHmac } from '../../src/signing/auth/hmac.ts'
import { createPathCipher } from '../../src/signing/sdk/path.ts'
import { photograph, scene } from '../support/picture/scene.ts'
import { type Signature, sign, startWorker, type Worker } from '../support/worker/worker.ts'

const bytesOf = (id: string) => new Uint8Array(createHmac('sha256', 'policies').update(id).digest())
const entryOf = (id: string) => `${id}:${Buffer.from(bytesOf(id)).toString('base64url')}`

const KEYS = {
  small: { max_width: 30, formats: ['webp', 'jpeg', 'png'] },
  shop: { zones: ['shop'], paths: ['/brand/'], operations: ['width', 'olurl', 'preset', 'output'] },
  stamped: { zones: ['shop'], preset: 'stamp' },
  hour: { max_lifetime: 3600 },
  all: { zones: ['all'] },
  vault: { zones: ['vault'], paths: ['/brand/'] },
}
const IDS = ['free', ...Object.keys(KEYS)]
const PATH_KEYS = entryOf('paths')

let worker: Worker
const cipher = createPathCipher({ key: PATH_KEYS, prefix: '/vault/' })

beforeAll(async () => {
  worker = await startWorker(inject('bundle'), {
    SIGNING_KEYS: IDS.map(entryOf).join(),
    PATH_KEYS,
    keys: { ...KEYS, fre: { zones: ['shop'] } },
    zones: {
      all: { prefix: '/', source: 'r2:IMAGES' },
      shop: {
        prefix: '/shop/',
        source: 'r2:IMAGES',
        presets: { stamp: { olurl: '/secret/b.jpg', olscale: 50 }, mark: { olurl: '/secret/b.jpg' } },
      },
      vault: { prefix: '/vault/', source: 'r2:IMAGES', encrypted: true },
    },
  })
  const photo = await photograph(scene(60, 40), 1)
  for (const name of ['a.jpg', 'brand/a.jpg', 'secret/a.jpg']) await worker.bucket.put(name, photo)
  for (const name of ['secret/b.jpg', 'shop/b.jpg'])
    await worker.bucket.put(name, await photograph(scene(20, 20), 1))
})
afterAll(() => worker.close())

const by =
  (id: string): Signature =>
  async (path, query) =>
    signHmac(await importKey(id, bytesOf(id)), path, query)

/** Signs a target with the key that has an id. */
const signedBy = (id: string, target: string) =>
  sign(`${target}${target.includes('?') ? '&' : '?'}kid=${id}`, by(id))

const get = async (id: string, target: string, init?: RequestInit) =>
  worker.fetch(await signedBy(id, target), init)

/** Requests a target until the answer is a cache hit. */
async function fill(id: string, target: string): Promise<Buffer> {
  await expect
    .poll(async () => (await get(id, target)).headers.get('cache-status'), { interval: 10 })
    .toBe('signet; hit')
  return (await get(id, target)).body
}

const inAnHour = (seconds: number) => Math.floor(Date.now() / 1000) + 3600 + seconds

describe('a key', () => {
  it.each([
    ['free', '/a.jpg', 200],
    ['free', '/a.jpg?width=5&blur=1', 200],
    ['small', '/a.jpg?width=30&format=webp', 200],
    ['small', '/a.jpg?width=31&format=webp', 403],
    ['small', '/a.jpg?width=16&dpr=2&format=webp', 403],
    ['small', '/a.jpg?width=20&extend=6&format=webp', 403],
    ['small', '/a.jpg?width=20&format=avif', 403],
    ['small', '/a.jpg', 403],
    ['small', '/a.jpg?original=1', 403],
    ['small', '/a.jpg?output=json', 200],
    ['all', '/a.jpg?width=20&olurl=/secret/b.jpg', 200],
    ['all', '/a.jpg?width=20&olurl=/shop/b.jpg', 403],
    ['shop', '/shop/brand/a.jpg?width=20', 200],
    ['shop', '/shop/secret/a.jpg?width=20', 403],
    ['shop', '/brand/a.jpg?width=20', 403],
    ['shop', '/shop/brand/a.jpg?width=20&olurl=/brand/a.jpg', 200],
    ['shop', '/shop/brand/a.jpg?width=20&olurl=/secret/b.jpg', 403],
    ['shop', '/shop/brand/a.jpg?width=20&preset=mark', 200],
    ['shop', '/shop/brand/a.jpg?width=20&blur=1', 403],
    ['shop', '/shop/brand/a.jpg', 403],
    ['stamped', '/shop/a.jpg?width=20', 200],
    ['stamped', '/shop/a.jpg?original=1', 400],
    ['stamped', '/shop/a.jpg?olalpha=1', 400],
    ['stamped', '/a.jpg?width=20', 403],
    ['hour', `/a.jpg?width=20&expire=${inAnHour(-60)}`, 200],
    ['hour', `/a.jpg?width=20&expire=${inAnHour(60)}`, 403],
    ['hour', '/a.jpg?width=20', 403],
  ])('is limited by its policy: %s: %s gets %i', async (id, target, status) => {
    expect((await get(id, target)).status).toBe(status)
  })

  it('is limited by the path inside an encrypted one', async () => {
    const answers = ['/vault/brand/a.jpg', '/vault/a.jpg', '/vault/secret/a.jpg'].map(async (path) =>
      get('vault', `${await cipher.encrypt(path)}?width=20`),
    )
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 403, 403])
  })

  it('negotiates only its own formats', async () => {
    const { status, headers } = await get('small', '/a.jpg?width=20&format=auto', {
      headers: { accept: 'image/avif,image/webp,*/*;q=0.8' },
    })
    expect([status, headers.get('content-type')]).toEqual([200, 'image/webp'])
  })

  it('must be named in a zone with more than four keys, and only there', async () => {
    const unnamed = ['/shop/a.jpg?width=20', '/a.jpg?width=20'].map(async (target) =>
      worker.fetch(await sign(target, by('free'))),
    )
    expect((await Promise.all(unnamed)).map(({ status }) => status)).toEqual([403, 200])
    expect((await get('free', '/shop/a.jpg?width=20')).status).toBe(200)
  })
})

it('each refusal equals that of a wrong token', async () => {
  const wrong = await worker.fetch(`/a.jpg?kid=small&token=${'A'.repeat(43)}`)
  const refusals = await Promise.all([
    get('small', '/a.jpg'),
    get('shop', '/brand/a.jpg?width=20'),
    get('shop', '/shop/secret/a.jpg?width=20'),
    get('hour', '/a.jpg?width=20'),
    worker.fetch(await sign('/shop/a.jpg?width=20', by('free'))),
  ])
  const shown = ({ status, headers, body }: typeof wrong) => {
    const { date: _, ...others } = Object.fromEntries(headers)
    return { status, headers: others, body: body.toString() }
  }
  for (const refusal of refusals) expect(shown(refusal)).toEqual(shown(wrong))
})

describe('an image made with one key', () => {
  it.each(['/a.jpg?width=50&format=webp', '/a.jpg', '/a.jpg?width=20&format=avif'])(
    'is not served to a key that may not have it: %s',
    async (target) => {
      const etag = (await get('free', target)).headers.get('etag') ?? ''
      await fill('free', target)
      const ways: RequestInit[] = [
        {},
        { method: 'HEAD' },
        { headers: { 'if-none-match': etag } },
        { headers: { range: 'bytes=0-9' } },
      ]
      const answers = await Promise.all(ways.map((init) => get('small', target, init)))
      expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403])
    },
  )

  it('is shared with a key that may have it', async () => {
    const target = '/a.jpg?width=28&format=webp'
    const made = await fill('small', target)
    const { headers, body } = await get('free', target)
    expect(headers.get('cache-status')).toBe('signet; hit')
    expect(body.equals(made)).toBe(true)
  })

  it.each([
    ['free', 'stamped', 41],
    ['stamped', 'free', 42],
  ])('is stored separately for a forced preset: %s, then %s', async (first, second, width) => {
    const target = `/shop/a.jpg?width=${width}&format=png`
    const made = await fill(first, target)
    const { status, headers, body } = await get(second, target)
    expect([status, headers.get('cache-status')]).toEqual([200, expect.stringContaining('fwd=uri-miss')])
    expect(body.equals(made)).toBe(false)
    expect((await get(first, target)).body.equals(made)).toBe(true)
  })

  it('is shared between a forced preset and a URL that requests the same', async () => {
    const made = await fill('stamped', '/shop/a.jpg?width=43&format=png')
    const { body } = await get('free', '/shop/a.jpg?width=43&format=png&preset=stamp')
    expect(body.equals(made)).toBe(true)
  })
})

it('a policy of an unknown key is logged once', async () => {
  await get('free', '/a.jpg?width=9')
  expect(worker.logs).toEqual(['keys.fre: unknown key fre; did you mean free?'])
})
