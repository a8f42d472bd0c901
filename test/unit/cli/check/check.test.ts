import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { check as checkUrl } from '../../../../cli/check/check.ts'
import { RULES } from '../../../../cli/check/findings.ts'
import type { Server } from '../../../../cli/check/server.ts'
import { configure } from '../../../../src/edge/config.ts'
import { hmac } from '../../../../src/signing/auth/hmac.ts'
import { createSigner } from '../../../../src/signing/sdk/index.ts'
import { runs } from '../../../support/properties/runs.ts'

const KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const SIGNING_KEYS = `k2:${KEY}`
const NOW = 1_700_000_000

const env = {
  SIGNING_KEYS,
  IMAGES: { get() {}, head() {} },
  hosts: ['img.example.com'],
  zones: { shop: { prefix: '/shop/', source: 'r2:IMAGES/a/' } },
}

const server: Server = {
  now: NOW,
  address: '203.0.113.7',
  loaded: { config: await configure(env), env },
  openKeyring: () => hmac.secret.open(() => SIGNING_KEYS),
}

const { sign } = createSigner({ key: SIGNING_KEYS, baseUrl: 'https://img.example.com' })

test('the signed text is what the token covers', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 10_000 }),
      fc.string({ unit: 'grapheme' }),
      async (width, name) => {
        const url = await sign(`/shop/${encodeURIComponent(name)}.jpg`, { width })
        const { signed, failed } = await checkUrl(url, server)
        const token = createHmac('sha256', Buffer.from(KEY, 'base64url'))
          .update(signed ?? '')
          .digest('base64url')
        expect(failed).toBeUndefined()
        expect(url.endsWith(`token=${token}`)).toBe(true)
      },
    ),
    { numRuns: runs(50) },
  )
})

describe('names the first rule that fails:', () => {
  test.each<[string, (url: string) => string, string]>([
    ['the form', (url) => url.replace('/shop', '//shop'), 'url: bad-url'],
    ['the host', (url) => url.replace('img.', 'cdn.'), 'host: forbidden'],
    ['the zone', (url) => url.replace('/shop/', '/club/'), 'zone: not-found'],
    [
      'the host before the token',
      (url) => url.replace('img.', 'cdn.').replace('=40', '=41'),
      'host: forbidden',
    ],
    ['the token', (url) => url.replace('=40', '=41'), 'token: forbidden'],
  ])('%s', async (_, change, expected) => {
    const url = change(await sign('/shop/a.jpg', { width: 40 }))
    const { failed, findings } = await checkUrl(url, server)
    expect(`${failed?.rule}: ${failed?.failure.code}`).toBe(expected)
    expect(findings.map(({ rule }) => rule)).toEqual(RULES)
  })

  test.each<[Parameters<typeof sign>[2], string]>([
    [{ expire: NOW - 1 }, 'expire: expired'],
    [{ start: NOW + 1 }, 'start: forbidden'],
    [{ ip: '198.51.100.0/24' }, 'address: forbidden'],
  ])('the claim %j', async (access, expected) => {
    const { failed } = await checkUrl(await sign('/shop/a.jpg', { width: 40 }, access), server)
    expect(`${failed?.rule}: ${failed?.failure.code}`).toBe(expected)
  })

  test('no key is opened for a URL without a token', async () => {
    const openKeyring = () => Promise.reject(new Error('opened'))
    const { failed } = await checkUrl('https://img.example.com/shop/a.jpg', { ...server, openKeyring })
    expect(failed?.failure.message).toBe('the URL has no token')
  })
})

test('says where an overlay is looked up', async () => {
  const url = await sign('/shop/a.jpg', { width: 40, olurl: '/shop/stamp.svg' })
  const { findings } = await checkUrl(url, server)
  expect(findings.find(({ rule }) => rule === 'options')?.text).toBe(
    'width=40&olurl=/shop/stamp.svg; the overlay is r2:IMAGES/a/shop/stamp.svg',
  )
})

test('without a key the rest is checked', async () => {
  const url = await sign('/shop/a.jpg', { width: 40 }, { expire: NOW - 1 })
  const keyless = { ...server, openKeyring: async () => undefined }
  const { findings, failed } = await checkUrl(url, keyless)
  expect(findings.find(({ rule }) => rule === 'token')).toEqual({
    mark: 'note',
    rule: 'token',
    text: 'not checked: there is no key here',
  })
  expect(failed?.rule).toBe('expire')
})

describe('in a zone in report mode', async () => {
  const reporting = { ...env, zones: { shop: { ...env.zones.shop, mode: 'report' } } }
  const loaded = { config: await configure(reporting), env: reporting }
  const check = (url: string) => checkUrl(url, { ...server, loaded })
  const textOf = ({ findings }: Awaited<ReturnType<typeof check>>, rule: string) => {
    const found = findings.find((finding) => finding.rule === rule)
    return `${found?.mark} ${found?.text}`
  }

  test.each([
    ['no token', 'https://img.example.com/shop/a.jpg?width=40', 'the URL has no token'],
    [
      'a wrong one',
      'https://img.example.com/shop/a.jpg?width=40&token=AAAA',
      'the hmac token does not match',
    ],
  ])('%s is noted, and the URL served', async (_, url, why) => {
    const checked = await check(url)
    expect(checked).toMatchObject({ failed: undefined, reported: true })
    expect(textOf(checked, 'token')).toBe(
      `note ${why}; served nevertheless, since zones.shop.mode is "report"`,
    )
    expect(textOf(checked, 'options')).toBe('ok width=40')
    expect(textOf(checked, 'policy')).toBe('note none: nobody is known to have signed')
  })

  test('claims and options refuse as ever', async () => {
    const url = 'https://img.example.com/shop/a.jpg?width='
    expect((await check(`${url}40&expire=${NOW - 1}`)).failed?.rule).toBe('expire')
    expect((await check(`${url}none`)).failed?.rule).toBe('options')
  })

  test('a signed URL is one as everywhere', async () => {
    const checked = await check(await sign('/shop/a.jpg', { width: 40 }))
    expect(checked).toMatchObject({ failed: undefined, reported: false })
    expect(textOf(checked, 'token')).toBe('ok hmac, made with key k2')
  })
})
