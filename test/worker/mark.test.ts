import { randomBytes } from 'node:crypto'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { claimsValue, type OpenMarkKey, openMarkKey } from '../../src/signing/auth/mark-keys.ts'
import { makePicture } from '../support/picture/pictures.ts'
import { SIGNING_KEYS, startWorker, type Worker } from '../support/worker/worker.ts'

const BYTES = new Uint8Array(randomBytes(32))
const MARK_KEYS = `m2:${Buffer.from(BYTES).toString('base64url')},m1:${randomBytes(32).toString('base64url')}`

let worker: Worker
let key: OpenMarkKey

beforeAll(async () => {
  key = await openMarkKey({ id: 'm2', bytes: BYTES })
  worker = await startWorker(inject('bundle'), {
    SIGNING_KEYS,
    MARK_KEYS,
    zones: {
      images: { prefix: '/', source: 'r2:IMAGES' },
      owned: {
        prefix: '/owned/',
        source: 'r2:IMAGES',
        presets: { own: { mark: 'claims' }, other: { mark: '00000001' }, thumb: { width: 300 } },
        mandatory: ['own'],
      },
    },
  })
  const { data, width, height } = makePicture(640, 440, { noise: 10 })
  const image = sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha()
  await worker.bucket.put('a.jpg', await image.jpeg({ quality: 30 }).toBuffer())
})
afterAll(() => worker.close())

const pixels = async (target: string) =>
  sharp((await worker.get(target)).body)
    .removeAlpha()
    .raw()
    .toBuffer()

describe('mark', () => {
  it('changes the picture slightly and differently for each value', async () => {
    const query = '?width=300&format=png'
    const [plain, first, second] = await Promise.all(
      ['', '&mark=00000001', '&mark=00000002'].map((more) => pixels(`/a.jpg${query}${more}`)),
    )
    const sum = first?.reduce((total, value, at) => total + Math.abs(value - (plain?.[at] ?? 0)), 0) ?? 0
    const mean = sum / (plain?.length ?? 1)
    expect(mean).toBeGreaterThan(0.2)
    expect(mean).toBeLessThan(3)
    expect(second).not.toEqual(first)
  })

  it.each([
    ['a long value for a small output', '/a.jpg?width=300&mark=0123456789abcdef', /8 hex digits/],
    ['a value of another length', '/a.jpg?width=300&mark=0123', /8 or 16 lower-case hex digits, or claims/],
    ['upper case', '/a.jpg?width=300&mark=0123ABCD', /lower-case/],
    ['claims that the URL has none of', '/a.jpg?width=300&mark=claims', /kid, expire, ip and start/],
    ['a mark beside the original', '/a.jpg?original=1&mark=00000001', /original cannot be combined/],
    [
      'an image without claims where they are demanded',
      '/owned/a.jpg?width=300',
      /kid, expire, ip and start/,
    ],
    ['another value where a preset marks', '/owned/a.jpg?kid=test&mark=00000001', /mark is locked/],
    ['another preset with another value', '/owned/a.jpg?kid=test&preset=other', /mark is locked/],
    [
      'the same preset with another value',
      '/owned/a.jpg?kid=test&preset=own&mark=00000001',
      /mark is locked/,
    ],
    ['a preset without claims', '/owned/a.jpg?preset=thumb', /kid, expire, ip and start/],
    ['no parameter', '/owned/a.jpg', /kid, expire, ip and start/],
    [
      'the original where a preset marks',
      '/owned/a.jpg?kid=test&original=1',
      /a zone with mandatory presets serves no originals/,
    ],
    ['a preview that has no mark', '/owned/a.jpg?kid=test&metadata=all', /metadata is locked/],
  ])('refuses %s', async (_, target, detail) => {
    const { status, body } = await worker.get(target)
    expect(status).toBe(400)
    expect(body.toString()).toMatch(detail)
  })

  it('with claims is served only to the clients that the claims name, and has its own derivative', async () => {
    const first = await worker.get('/owned/a.jpg?width=300&format=png&expire=4000000000')
    const second = await worker.get('/owned/a.jpg?width=300&format=png&expire=4000000001')
    expect([first, second].map(({ status }) => status)).toEqual([200, 200])
    for (const { headers } of [first, second]) expect(headers.get('cache-control')).toMatch(/^private, /)
    expect(second.body).not.toEqual(first.body)
    expect(second.headers.get('etag')).not.toBe(first.headers.get('etag'))
    const value = (await claimsValue(key, { expire: 4_000_000_000 })).slice(0, 8)
    const same = await worker.get(`/a.jpg?width=300&format=png&mark=${value}`)
    expect(same.headers.get('cache-control')).toMatch(/^public, /)
    expect(same.body).toEqual(first.body)
  })

  it('with claims does not match a cached copy with other claims', async () => {
    const of = (expire: number) => `/owned/a.jpg?width=310&expire=${expire}`
    const answers = await Promise.all([4_000_000_000, 4_000_000_001].map((expire) => worker.get(of(expire))))
    const [mine, theirs] = answers.map(({ headers }) => headers.get('etag') ?? '')
    const asked = (etag = '') => worker.get(of(4_000_000_000), { headers: { 'if-none-match': etag } })
    expect((await asked(theirs)).status).toBe(200)
    const current = await asked(mine)
    expect(current.status).toBe(304)
    expect(current.headers.get('cache-control')).toMatch(/^private, /)
  })

  it('is never dropped for a source that is smaller', async () => {
    const [plain, own] = await Promise.all(
      ['', '&mark=00000001'].map((more) => worker.get(`/a.jpg?quality=95${more}`)),
    )
    expect(plain?.headers.get('x-ip')).toBe('2')
    expect(own?.headers.get('x-ip')).toBe('1')
    const mandatory = await worker.get('/owned/a.jpg?expire=4000000000')
    expect(mandatory.headers.get('x-ip')).toBe('1')
  })

  it('does not affect descriptions', async () => {
    const { status, headers, body } = await worker.get('/owned/a.jpg?output=json')
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toMatch(/^public, /)
    expect(body).toEqual((await worker.get('/a.jpg?output=json')).body)
  })
})
