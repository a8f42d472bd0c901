import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { signKeycdnImage } from '../../src/signing/auth/keycdn-image.ts'
import { createSigner } from '../../src/signing/sdk/index.ts'
import { photograph, scene } from '../support/picture/scene.ts'
import { SIGNING_KEYS, sign, startWorker, type Worker } from '../support/worker/worker.ts'

const SECRET = 'originals-secret'

let worker: Worker
let photo: Uint8Array

beforeAll(async () => {
  photo = await photograph(scene(60, 40), 1)
  const source = 'r2:IMAGES'
  worker = await startWorker(inject('bundle'), {
    SIGNING_KEYS,
    KEYCDN_SECRET: SECRET,
    zones: {
      open: { prefix: '/open/', source },
      named: { prefix: '/named/', source, originals: 'explicit', schemes: ['hmac', 'keycdn-image'] },
      marked: { prefix: '/marked/', source, presets: { card: { width: 20 } }, mandatory: ['card'] },
    },
  })
  await worker.bucket.put('a.jpg', photo)
  await worker.bucket.put('small.jpg', await sharp(photo).jpeg({ quality: 20 }).toBuffer())
})
afterAll(() => worker.close())

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const detailOf = (body: Uint8Array) => String(JSON.parse(Buffer.from(body).toString()).detail)

describe('original=1', () => {
  it.each(['/open/a.jpg?original=1', '/named/a.jpg?original=1', '/named/a.jpg?download=b.jpg&original=1'])(
    'gets the original: %s',
    async (target) => {
      const { status, headers, body } = await worker.get(target)
      expect([status, digest(body)]).toEqual([200, digest(photo)])
      expect(headers.get('content-disposition')).toBe(
        target.includes('download') ? 'attachment; filename="b.jpg"' : null,
      )
    },
  )

  it('shares the cache with a URL without parameters', async () => {
    await worker.get('/open/a.jpg')
    let status: string | null
    do status = (await worker.get('/open/a.jpg?original=1')).headers.get('cache-status')
    while (status !== 'signet; hit')
  })

  it('is written by the signer', async () => {
    const signer = createSigner({ key: SIGNING_KEYS, baseUrl: 'http://localhost' })
    const url = await signer.sign('/named/a.jpg', { original: true }, { expire: '1h' })
    const { status, body } = await worker.fetch(url.slice('http://localhost'.length))
    expect([status, digest(body)]).toEqual([200, digest(photo)])
  })

  it('must be signed', async () => {
    const { status } = await worker.fetch(`${await sign('/named/a.jpg?width=20')}&original=1`)
    expect(status).toBe(403)
  })

  it.each([
    ['/named/a.jpg?width=20&original=1', 'original cannot be combined with width'],
    ['/marked/a.jpg?original=1', 'original: a zone with mandatory presets serves no originals'],
  ])('is refused: %s', async (target, detail) => {
    const { status, body } = await worker.get(target)
    expect([status, detailOf(body)]).toEqual([400, detail])
  })
})

describe('an explicit zone', () => {
  const REFUSAL =
    'the URL has no parameter for the image: this zone serves originals only if original=1 is signed'

  it.each(['/named/a.jpg', '/named/a.jpg?expire=4000000000', '/named/a.jpg?widths=20,40'])(
    'refuses a signed URL without processing options: %s',
    async (target) => {
      const { status, body } = await worker.get(target)
      expect([status, detailOf(body)]).toEqual([400, REFUSAL])
    },
  )

  it('refuses such a URL also under keycdn-image', async () => {
    const by = (path: string, query: string) => signKeycdnImage(SECRET, path, query)
    expect((await worker.fetch(await sign('/named/a.jpg', by))).status).toBe(400)
    expect((await worker.fetch(await sign('/named/a.jpg?original=1', by))).status).toBe(200)
  })

  it('reveals nothing about it without a signature', async () => {
    expect((await worker.fetch('/named/a.jpg')).status).toBe(403)
  })

  it.each(['quality=100', 'format=jpeg&quality=100&download=a.jpg'])(
    'never answers with a source that is smaller: %s',
    async (query) => {
      const answers = [
        await worker.get(`/open/small.jpg?${query}`),
        await worker.get(`/named/small.jpg?${query}`),
      ]
      expect(answers.map(({ status, headers }) => [status, headers.get('x-ip')])).toEqual([
        [200, '2'],
        [200, '1'],
      ])
    },
  )

  it('serves processed images', async () => {
    expect((await worker.get('/named/a.jpg?width=20')).status).toBe(200)
    const granted = await sign('/named/a.jpg?width=40&widths=20,40')
    expect((await worker.fetch(`${granted}&w=20`)).status).toBe(200)
  })
})
