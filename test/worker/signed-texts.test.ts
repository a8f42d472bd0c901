import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { decoded } from '../support/picture/decoded.ts'
import { FONTS } from '../support/text/fonts.ts'
import { CLOCK, later } from '../support/worker/clock.ts'
import type { Answer } from '../support/worker/exchange.ts'
import { SIGNING_KEYS, sign, startWorker, type Worker } from '../support/worker/worker.ts'

/** Colors that occur only in the image, only in the logo, and only in the text. */
const BASE = { r: 20, g: 160, b: 60 }
const LOGO = { r: 230, g: 20, b: 220 }
const TEXT = { r: 255, g: 255, b: 0 }

type Rgb = typeof BASE

const solid = (width: number, height: number, { r, g, b }: Rgb) =>
  sharp({ create: { width, height, channels: 3, background: { r, g, b } } })

const marked = { olurl: '/brand/logo.png', olalign: 'bottomright', olscale: 25 }
const written = { ol2text: '{ip}\\n{date}', ol2align: 'topleft', ol2size: '0.12', ol2color: 'ffff00' }
const outlined = { oltext: '{ip}', olsize: '0.12', olstroke: '3,000000' }
const name = { oltext: '{name}', olcolor: 'ffff00', olsize: '0.12' }

let worker: Worker

beforeAll(async () => {
  const zone = { source: 'r2:IMAGES', font: '/fonts/latin.ttf', overlays: ['/brand/'] }
  const presets = {
    marked: { ...marked, ...written },
    plain: { width: 200 },
    cover: { olurl: '/brand/base.png', olwidth: 1, olheight: 1 },
  }
  const zones = {
    marked: { prefix: '/', ...zone, presets, mandatory: ['marked'] },
    named: { prefix: '/named/', ...zone, presets: { name }, mandatory: ['name'] },
    outlined: { prefix: '/outlined/', ...zone, presets: { outlined }, mandatory: ['outlined'] },
    open: { prefix: '/open/', source: 'r2:IMAGES' },
  }
  worker = await startWorker(inject('bundle'), { SIGNING_KEYS, zones }, { wrapper: CLOCK })
  // Advances the clock to noon (UTC) of the next day, so that only one test crosses midnight.
  const now = new Date()
  await later(worker, (36 - now.getUTCHours()) * 3600 - now.getUTCMinutes() * 60)
  const base = await solid(400, 300, BASE).png().toBuffer()
  await Promise.all([
    worker.bucket.put('a.png', base),
    worker.bucket.put('brand/base.png', base),
    worker.bucket.put('brand/logo.png', await solid(60, 60, LOGO).png().toBuffer()),
    worker.bucket.put('fonts/latin.ttf', FONTS.latin()),
  ])
}, 60_000)

afterAll(() => worker.close())

async function shareOf({ r, g, b }: Rgb, { body }: Answer): Promise<number> {
  const { data } = await decoded(body)
  let count = 0
  for (let at = 0; at < data.length; at += 4) {
    const far =
      Math.abs((data[at] ?? 0) - r) + Math.abs((data[at + 1] ?? 0) - g) + Math.abs((data[at + 2] ?? 0) - b)
    if (far < 90) count++
  }
  return (count * 4) / data.length
}

const from = (address: string) => ({ headers: { 'cf-connecting-ip': address } })
const CLIENT = '203.0.113.7'
const get = (query: string, address = CLIENT) =>
  worker.get(`/a.png?format=png&${query}${query && '&'}ip=${address}`, from(address))

const statusOf = ({ headers }: Answer) => /hit|fwd=\S+/.exec(headers.get('cache-status') ?? '')?.[0]

describe('an image whose text contains the address of its client', () => {
  it('has logo and text, and is served only to that client', async () => {
    const answer = await get('')
    expect(answer.status).toBe(200)
    expect(await shareOf(LOGO, answer)).toBeGreaterThan(0.02)
    expect(await shareOf(TEXT, answer)).toBeGreaterThan(0.005)
    expect(answer.headers.get('cache-control')).toMatch(/^private, max-age=\d+$/)
    expect(await shareOf(LOGO, await worker.get('/open/a.png?format=png'))).toBe(0)
  })

  it('is never served to another client', async () => {
    const first = await get('quality=1')
    const again = await get('quality=1')
    expect([statusOf(again), again.body.equals(first.body)]).toEqual(['hit', true])
    const other = await get('quality=1', '203.0.113.8')
    expect(statusOf(other)).not.toBe('hit')
    expect(other.body.equals(first.body)).toBe(false)
    const stolen = await sign(`/a.png?format=png&quality=1&ip=${CLIENT}`)
    expect((await worker.fetch(stolen, from('203.0.113.8'))).status).toBe(403)
    const tag = first.headers.get('etag') ?? ''
    const asked = { headers: { ...from('203.0.113.8').headers, 'if-none-match': tag } }
    const own = await worker.get('/a.png?format=png&quality=1&ip=203.0.113.8', asked)
    expect([tag, own.status]).toEqual([expect.stringMatching(/"/), 200])
  })

  it('is made separately for clients at the same time', async () => {
    const addresses = ['198.51.100.1', '198.51.100.2', '198.51.100.1']
    const [a, b, c] = await Promise.all(addresses.map((address) => get('compression=1', address)))
    expect(a?.body.equals(c?.body ?? new Uint8Array())).toBe(true)
    expect(a?.body.equals(b?.body ?? new Uint8Array())).toBe(false)
  })

  it.each([
    '',
    'preset=plain',
    'preset=cover',
    'preset=marked',
    'width=160',
    'width=10000',
    'crop=200,150,0,0',
    'rotate=90',
    'flip=1',
    'blur=50',
    'threshold=255',
    'redact=0,0,400,300',
    'quality=1&ol-ip=x',
    'oltext=x',
    'ol3text=x',
    'ol3url=/brand/logo.png&ol3blend=difference',
    'ol3url=/brand/base.png&ol3width=1&ol3height=1',
    'olblend=difference',
    'ol2blend=multiply',
    'ol2size=2',
    'ol2alpha=1',
    'ol2color=14a03c',
    'ol2font=/fonts/latin.ttf',
    'ol2rotate=90',
    'extend=1000',
    'radius=200',
    'fit=fill&width=400&height=4000',
    'metadata=all',
    'original=1',
    'olrotate=180',
  ])('is watermarked or refused with %s', async (query) => {
    const answer = await get(query)
    if (answer.status !== 200) return expect(answer.status).toBeOneOf([400, 422])
    expect(await shareOf(LOGO, answer)).toBeGreaterThan(0.01)
    expect(await shareOf(TEXT, answer)).toBeGreaterThan(0.002)
  })

  it.each(['threshold=1', 'brightness=0', 'tint=ffffff&brightness=4', 'negate=1&threshold=1'])(
    'is readable on any colors of the image if its text has an outline: %s',
    async (query) => {
      const answer = await worker.get(`/outlined/a.png?format=png&${query}&ip=${CLIENT}`, from(CLIENT))
      for (const side of [0, 255])
        expect(await shareOf({ r: side, g: side, b: side }, answer)).toBeGreaterThan(0.005)
    },
  )

  it.each(['', '?ip=203.0.113.0/24', '?ip=203.0.113.7/32', '?width=80', '?original=1'])(
    'is refused without an address: %j',
    async (query) => {
      const answer = await worker.get(`/a.png${query}`, from(CLIENT))
      expect([answer.status, answer.headers.get('x-ip-error')]).toEqual([400, 'bad-parameter'])
    },
  )

  it('is kept until midnight (UTC) and made anew after it', async () => {
    await later(worker, 11.5 * 3600)
    const before = await get('width=300')
    const age = Number(/max-age=(\d+)/.exec(before.headers.get('cache-control') ?? '')?.[1])
    expect(age).toBeGreaterThan(0)
    expect(age).toBeLessThanOrEqual(1800)
    await later(worker, 1800)
    const after = await get('width=300')
    expect(statusOf(after)).not.toBe('hit')
    expect(after.body.equals(before.body)).toBe(false)
  })
})

describe('an image whose text contains a value of the URL', () => {
  it.each(['Ann', '{ip}', '\\n', 'a\\\\b', '{{x}}'])('draws %s', async (value) => {
    const answer = await worker.get(`/named/a.png?format=png&ol-name=${encodeURIComponent(value)}`)
    expect(answer.status).toBe(200)
    expect(await shareOf(TEXT, answer)).toBeGreaterThan(0.0005)
  })

  it.each(['', 'ol-name=%20', 'ol-name=%E2%A0%80', 'ol-name=%E2%80%AEx', 'ol-name=x&ol-b=y', 'ol-Name=x'])(
    'is refused with %j',
    async (query) => {
      expect((await worker.get(`/named/a.png?${query}`)).status).toBe(400)
    },
  )
})
