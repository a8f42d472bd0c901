import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createPathCipher } from '../../src/signing/sdk/path.ts'
import { photograph, scene } from '../support/picture/scene.ts'
import { SIGNING_KEYS, startWorker, type Worker } from '../support/worker/worker.ts'
import vectors from '../vectors/encrypted-path.json' with { type: 'json' }

const PATH_KEYS = Object.entries(vectors.keys)
  .map(([id, key]) => `${id}:${key}`)
  .join(',')

let worker: Worker
let photo: Buffer
const cipher = createPathCipher({ key: PATH_KEYS, prefix: '/vault/' })

beforeAll(async () => {
  photo = await photograph(scene(60, 40), 1)
  worker = await startWorker(inject('bundle'), {
    SIGNING_KEYS,
    PATH_KEYS,
    zones: {
      all: { prefix: '/', source: 'r2:IMAGES' },
      vault: {
        prefix: '/vault/',
        source: 'r2:IMAGES/originals/',
        encrypted: true,
        overlays: ['/brand/'],
        presets: { small: { width: 20, lock: true } },
      },
      stamped: {
        prefix: '/vault/stamped/',
        source: 'r2:IMAGES/originals/stamped/',
        presets: { stamp: { olurl: '/brand/logo.jpg' } },
        mandatory: ['stamp'],
      },
    },
  })
  for (const key of [
    'photos/a.jpg',
    'photos/2026/b.jpg',
    'brand/logo.jpg',
    'stamped/secret.jpg',
    'stamped/brand/logo.jpg',
  ])
    await worker.bucket.put(`originals/${key}`, photo)
})
afterAll(() => worker.close())

const get = async (target: string) => {
  const { status, headers, body } = await worker.get(target)
  return { status, code: headers.get('x-ip-error'), body: body.toString() }
}

describe('an encrypted zone', () => {
  it.each(vectors.encrypt.filter(({ prefix, decoded }) => prefix === '/vault/' && /photos/.test(decoded)))(
    'serves $decoded: $about',
    async ({ path }) => {
      expect((await worker.get(`${path}?width=20`)).status).toBe(200)
    },
  )

  it.each(vectors.refuse)('refuses $why like a missing image', async ({ path }) => {
    const missing = await get(await cipher.encrypt('/vault/photos/lost.jpg'))
    expect(missing).toMatchObject({ status: 404, code: 'not-found' })
    expect(await get(path)).toEqual(missing)
  })

  it('refuses a path without a token like one with a wrong token, whatever it hides', async () => {
    const answers = await Promise.all(
      ['/vault/photos/a.jpg', await cipher.encrypt('/vault/photos/a.jpg')].flatMap((path) =>
        ['', `?token=${'A'.repeat(43)}`].map((query) => worker.fetch(path + query)),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403])
    expect(new Set(answers.map(({ body }) => body.toString())).size).toBe(1)
  })

  it('does not reach the zone within it, whose preset is mandatory', async () => {
    const path = await cipher.encrypt('/vault/stamped/secret.jpg')
    expect((await get(path)).status).toBe(404)
    expect((await get('/vault/stamped/secret.jpg?width=20')).status).toBe(200)
  })

  it('applies presets and the list of overlays', async () => {
    const path = await cipher.encrypt('/vault/photos/a.jpg')
    expect((await get(`${path}?preset=small`)).status).toBe(200)
    expect((await get(`${path}?preset=small&width=30`)).status).toBe(400)
    expect((await get(`${path}?width=20&olurl=/brand/logo.jpg`)).status).toBe(200)
    expect((await get(`${path}?width=20&olurl=/photos/2026/b.jpg`)).status).toBe(400)
  })

  it('shares its cached images between keys', async () => {
    const [old] = vectors.encrypt.filter(({ key }) => key === 'k2025')
    const target = `${await cipher.encrypt('/vault/photos/a.jpg')}?width=21`
    await worker.get(target)
    await expect
      .poll(async () => (await worker.get(`${old?.path}?width=21`)).headers.get('cache-status'))
      .toContain('hit')
  })

  it('reveals no path', async () => {
    const { headers, body } = await worker.get(await cipher.encrypt('/vault/photos/lost.jpg'))
    expect([body.toString(), ...[...headers].flat(), ...worker.logs].join()).not.toMatch(/photos|lost/)
  })
})
