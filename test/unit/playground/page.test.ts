import { describe, expect, test } from 'vitest'
import { DEVELOPMENT_ENTRY } from '../../../cli/start/start.ts'
import { explained, GENERATOR } from '../../../playground/development/page.ts'
import { createSigner } from '../../../src/signing/sdk/index.ts'
import { reachableFrom } from '../../support/project/imports.ts'

const SIGNING_KEYS = 'k2:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'

const env = {
  SIGNING_KEYS,
  ENVIRONMENT: 'development',
  IMAGES: { get() {}, head() {} },
  zones: { images: { prefix: '/', source: 'r2:IMAGES' } },
}

const BROWSER = { accept: 'text/html,application/xhtml+xml,image/avif,*/*;q=0.8' }

function refusal(reason = 'the hmac token does <not> match', status = 403): Response {
  const headers = {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'signet-reason': reason,
  }
  return new Response(JSON.stringify({ title: 'Refused', status }), { status, headers })
}

const { sign } = createSigner({ key: SIGNING_KEYS, baseUrl: 'http://127.0.0.1:8787' })
const url = (await sign('/a.jpg', { width: 400, height: 9 })).replace('400', '401')

test('a refusal in a browser is a page with the reason, the rules and the signed text', async () => {
  const response = await explained(refusal(), new Request(url, { headers: BROWSER }), env)
  const page = await response.text()
  expect(response.status).toBe(403)
  expect(response.headers.get('content-type')).toBe('text/html;charset=utf-8')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('content-security-policy')).toBe(
    "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  )
  expect(page).toContain(GENERATOR)
  expect(page).toContain('the hmac token does &lt;not&gt; match')
  expect(page).toContain('<td>FAIL</td><th>token</th>')
  expect(page).toContain('<pre>signet-v1\n/a.jpg\nwidth=401&amp;height=9</pre>')
})

test('an invalid configuration is shown with its reason and no rules', async () => {
  const request = new Request(url, { headers: BROWSER })
  const response = await explained(refusal('zones: is not set', 500), request, { ...env, zones: undefined })
  const page = await response.text()
  expect(response.status).toBe(500)
  expect(page).toContain('zones: is not set')
  expect(page).not.toContain('<table>')
})

describe('an answer is not replaced by a page:', () => {
  test.each<[string, RequestInit, Readonly<Record<string, unknown>>, Response]>([
    ['that for an <img>', { headers: { accept: 'image/avif,image/webp,*/*' } }, env, refusal()],
    ['that for curl', {}, env, refusal()],
    ['HEAD', { headers: BROWSER, method: 'HEAD' }, env, refusal()],
    ['an image', { headers: BROWSER }, env, new Response('pixels')],
    ['a refusal in production', { headers: BROWSER }, { ...env, ENVIRONMENT: 'production' }, refusal()],
    ['a refusal where nothing is said', { headers: BROWSER }, { ...env, ENVIRONMENT: undefined }, refusal()],
  ])('%s', async (_, init, bindings, response) => {
    expect(await explained(response, new Request(url, init), bindings)).toBe(response)
  })
})

test('the deployed Worker contains none of these pages', () => {
  const files = [...reachableFrom('src/index.ts')]
  expect(files.filter((file) => /^(?:tools|cli)\//.test(file))).toEqual([])
  expect([...reachableFrom(DEVELOPMENT_ENTRY)]).toContain('playground/development/page.ts')
})
