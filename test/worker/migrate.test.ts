import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { signKeycdnImage } from '../../src/signing/auth/keycdn-image.ts'
import { decoded } from '../support/picture/decoded.ts'
import { FOREIGN_SECRETS, imgixUrl, imgproxyUrl, thumborUrl } from '../support/worker/foreign-urls.ts'
import { type Origin, startOrigin } from '../support/worker/origin.ts'
import { SIGNING_KEYS, startWorker, type Worker } from '../support/worker/worker.ts'

const BASE = { r: 20, g: 160, b: 60 }
const STAMP = { r: 230, g: 20, b: 220 }

const picture = (width: number, height: number, background: typeof BASE) =>
  sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer()

let worker: Worker
let origin: Origin

const all = ['hmac', 'imgproxy', 'imgix', 'thumbor']
const presets = { stamp: { olurl: '/brand/stamp.png', olalign: 'bottomright', olscale: 25, olpadding: 0 } }

beforeAll(async () => {
  const photo = await picture(400, 300, BASE)
  origin = await startOrigin()
  origin.say(200, { 'content-length': photo.length, etag: '"1"' }, photo)
  const variables = {
    SIGNING_KEYS,
    ENVIRONMENT: 'development',
    KEYCDN_SECRET: 'a secret of KeyCDN',
    ...FOREIGN_SECRETS,
  }
  worker = await startWorker(inject('bundle'), {
    ...variables,
    zones: {
      stamped: { prefix: '/', source: 'r2:IMAGES', schemes: all, presets, mandatory: ['stamp'] },
      moved: { prefix: '/moved/', source: origin.base.href, schemes: ['imgix'] },
      over: {
        prefix: '/over/',
        source: origin.base.href,
        schemes: ['hmac', 'keycdn-image'],
        legacy_until: '2020-01-31',
      },
      still: {
        prefix: '/still/',
        source: origin.base.href,
        schemes: ['keycdn-image'],
        legacy_until: '9999-12-31',
      },
      native: { prefix: '/native/', source: 'r2:IMAGES' },
    },
  })
  await worker.bucket.put('a.png', photo)
  await worker.bucket.put('native/a.png', photo)
  await worker.bucket.put('brand/stamp.png', await picture(40, 40, STAMP))
})

afterAll(async () => {
  await worker.close()
  origin.close()
})

const near = (a: typeof BASE, b: typeof BASE) =>
  Math.abs(a.r - b.r) + Math.abs(a.g - b.g) + Math.abs(a.b - b.b) < 24

async function expectStamped(body: Buffer, size: readonly [number, number]): Promise<void> {
  const { data, info } = await sharp(body).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  expect([info.width, info.height]).toEqual(size)
  const at = (index: number) => ({ r: data[index] ?? 0, g: data[index + 1] ?? 0, b: data[index + 2] ?? 0 })
  expect(near(at(0), BASE)).toBe(true)
  expect(near(at(data.length - 3), STAMP)).toBe(true)
}

const URLS = {
  imgproxy: imgproxyUrl('/', 'rs:fill:100:60/', 'local:///a.png', '.png'),
  imgix: imgixUrl('/a.png', 'w=100&h=60&fit=crop&fm=png'),
  thumbor: thumborUrl('/', '100x60/filters:format(png)/a.png'),
}

describe.each(Object.entries(URLS))('%s', (name, url) => {
  it('serves an old URL with the preset that the zone requires', async () => {
    const { status, headers, body } = await worker.fetch(url)
    expect({ status, reason: headers.get('signet-reason') }).toEqual({ status: 200, reason: null })
    await expectStamped(body, [100, 60])
  })

  it('has one body for every refusal', async () => {
    const forged =
      name === 'imgix' ? url.replace('w=100', 'w=101') : url.replace(/^\/./, url[1] === 'A' ? '/B' : '/A')
    const { status, headers, body } = await worker.fetch(forged)
    expect(status).toBe(403)
    const none = await worker.fetch('/a.png')
    expect(none.status).toBe(403)
    expect(body.toString()).toBe(none.body.toString())
    expect(headers.get('cache-status')).toBeNull()
  })

  it('shares its derivative with the native URL', async () => {
    const query =
      name === 'imgproxy' ? 'width=100&height=60&enlarge=0&format=png' : 'width=100&height=60&format=png'
    await worker.fetch(url)
    const native = await worker.get(`/a.png?${query}`)
    expect(native.status).toBe(200)
    expect((await worker.fetch(url)).headers.get('etag')).toBe(native.headers.get('etag'))
  })
})

describe('a zone with a mandatory preset', () => {
  it.each([
    ['imgproxy', imgproxyUrl('/', '', 'local:///a.png')],
    ['imgix', imgixUrl('/a.png', '')],
    ['thumbor', thumborUrl('/', 'a.png')],
  ])('never returns the original: %s', async (_, url) => {
    const { status, headers, body } = await worker.fetch(url)
    expect(status).toBe(200)
    expect(headers.get('x-ip')).toBe('1')
    await expectStamped(body, [400, 300])
  })

  it.each([
    ['distorted', imgproxyUrl('/', 'rs:force:100:60/', 'local:///a.png')],
    ['padded', imgproxyUrl('/', 'pd:10/', 'local:///a.png')],
    ['with metadata', imgproxyUrl('/', 'sm:0/', 'local:///a.png')],
    ['beside the overlay', imgixUrl('/a.png', 'w=100&h=100&fit=fill')],
    ['with an option without a counterpart', imgixUrl('/a.png', 'txt=Hello')],
    ['with a watermark of its own', thumborUrl('/', 'filters:watermark(b.png,0,0,50)/a.png')],
    ['with rounded corners', thumborUrl('/', 'filters:round_corner(20,255,255,255)/a.png')],
  ])('refuses options that would undo it: %s', async (_, url) => {
    const { status, headers } = await worker.fetch(url)
    expect({ status, code: headers.get('x-ip-error') }).toEqual({ status: 400, code: 'bad-parameter' })
  })
})

describe('zones', () => {
  it('protect their images from URLs of a zone around them', async () => {
    const { status, headers } = await worker.fetch(imgproxyUrl('/', '', 'local:///native/a.png'))
    expect({ status, reason: headers.get('signet-reason') }).toEqual({
      status: 403,
      reason: 'the translated URL lies in another zone',
    })
  })

  it.each([
    ['imgproxy', imgproxyUrl('/native/', '', 'a.png')],
    ['imgix', imgixUrl('/native/a.png', 'w=9')],
    ['thumbor', thumborUrl('/native/', 'a.png')],
  ])('accept no scheme that they do not list: %s', async (_, url) => {
    expect((await worker.fetch(url)).status).toBe(403)
  })

  it('fetch from their own origin', async () => {
    const { status, body } = await worker.fetch(imgixUrl('/moved/b%20c/a.png', 'w=40'))
    expect(status).toBe(200)
    expect((await decoded(body)).width).toBe(40)
    expect(origin.requests.map(({ url }) => url)).toEqual(['/base/b%20c/a.png'])
  })
})

it('answers 410 after the expiry of the old URL, and names the download', async () => {
  expect((await worker.fetch(imgixUrl('/a.png', 'expires=1000000000'))).status).toBe(410)
  expect((await worker.fetch(imgproxyUrl('/', 'exp:1000000000/', 'a.png'))).status).toBe(410)
  const { headers } = await worker.fetch(imgixUrl('/a.png', 'w=30&expires=4000000000&dl=photo.png'))
  expect(headers.get('content-disposition')).toBe('attachment; filename="photo.png"')
})

it.each([
  ['/still/', 200],
  ['/over/', 403],
])('old tokens expire with the last day of the move: %s', async (prefix, status) => {
  const token = signKeycdnImage('a secret of KeyCDN', `${prefix}a.png`, 'width=40')
  expect((await worker.fetch(`${prefix}a.png?width=40&token=${token}`)).status).toBe(status)
})
