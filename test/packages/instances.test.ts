import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import worker from '../../packages/worker/package.json' with { type: 'json' }
import { signPurge } from '../../src/edge/tiered/purge-url.ts'
import { importKey } from '../../src/signing/auth/hmac.ts'
import { KEY, sign } from '../support/worker/worker.ts'
import { type App, BLUE, colorOf, plain, RED, startBundled } from './apps.ts'

/**
 * Worker with two instances that differ only in their names and buckets. A header chooses the
 * instance, so both have the same URLs.
 */
const TENANTS = `
import { createSignet } from '${worker.name}/worker'
const tenants = ['red', 'blue'].map((name) => createSignet({ base: '/img', name }))
const purged = createSignet({
  base: '/cdn',
  name: 'purged',
  config: { zones: { images: { prefix: '/', source: 'r2:RED' } }, cache: { tiered: true } },
})
export const { Render } = purged
export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url)
    if (pathname.startsWith('/cdn/')) return purged.fetch(request, env, ctx)
    if (!pathname.startsWith('/img/')) return new Response('no such page', { status: 404 })
    const isBlue = request.headers.get('x-tenant') === 'blue'
    const bucket = isBlue ? env.BLUE : env.RED
    if (request.method === 'PUT') {
      await bucket.put(pathname.replace('/img/', ''), await request.arrayBuffer())
      return new Response(null, { status: 204 })
    }
    return tenants[Number(isBlue)].fetch(request, { ...env, IMAGES: bucket }, ctx)
  },
}
`

type Tenant = 'red' | 'blue'

let app: App

const send = (tenant: Tenant, path: string, rest: Parameters<App['send']>[1] = {}) =>
  app.send(path, { ...rest, headers: { 'x-tenant': tenant } })

beforeAll(async () => {
  app = await startBundled(TENANTS, ['RED', 'BLUE', 'DERIVATIVES'])
  for (const [tenant, color] of [
    ['red', RED],
    ['blue', BLUE],
  ] as const)
    for (const name of ['a.png', 'logo.png'])
      await send(tenant, `/img/${name}`, { method: 'PUT', body: await plain(color) })
})

afterAll(() => app?.close())

/** All sequences with two requests from each tenant. */
const ORDERS = ['rrbb', 'rbrb', 'rbbr', 'brrb', 'brbr', 'bbrr'] as const

const tenantsOf = (order: string): readonly Tenant[] =>
  [...order].map((each) => (each === 'r' ? 'red' : 'blue'))

describe('two instances with the same base and different names', () => {
  let width = 10

  test.each(ORDERS)('serve their own images one after the other: %s', async (order) => {
    for (const query of ['width=', 'format=webp&width=', 'olurl=/logo.png&olwidth=8&width=']) {
      const target = await sign(`/img/a.png?${query}${width++}`)
      const tenants = tenantsOf(order)
      const colors: string[] = []
      for (const tenant of tenants) colors.push(await colorOf(await send(tenant, target)))
      expect(colors).toEqual(tenants)
    }
  })

  test.each(ORDERS)('serve their own images at once: %s', async (order) => {
    const target = await sign(`/img/a.png?width=${width++}`)
    const tenants = tenantsOf(order)
    const answers = await Promise.all(tenants.map((tenant) => send(tenant, target)))
    expect(await Promise.all(answers.map(colorOf))).toEqual(tenants)
  })

  test('serve their own images from their caches', async () => {
    const target = await sign('/img/a.png?width=9')
    const tenants = ['red', 'blue'] as const
    const hit = async (tenant: Tenant) => {
      const answer = await send(tenant, target)
      expect(await colorOf(answer)).toBe(tenant)
      return answer.headers.get('cache-status')
    }
    for (const tenant of tenants) await expect.poll(() => hit(tenant)).toMatch(/; hit/)
    for (const tenant of tenants) expect(await hit(tenant)).toMatch(/; hit/)
  })

  test('serve their own originals', async () => {
    const target = await sign('/img/a.png')
    for (const tenant of tenantsOf('rbbr')) expect(await colorOf(await send(tenant, target))).toBe(tenant)
  })
})

test('purges have a path below the base, and tokens for that path', async () => {
  const key = await importKey('test', KEY)
  const purge = async (base: string, signedBase: string) => {
    const expire = Math.floor(Date.now() / 1000) + 60
    const url = await signPurge('http://localhost', { zone: 'images' }, key, expire, signedBase)
    const { pathname, search } = new URL(url)
    const path = base + pathname.slice(signedBase.length) + search
    return (await app.send(path, { method: 'POST' })).status
  }
  expect(await purge('/cdn', '')).toBe(403)
  expect(await purge('', '')).toBe(404)
  // Miniflare has no cache in front of Render, which could be purged.
  expect(await purge('/cdn', '/cdn')).toBeGreaterThanOrEqual(500)
})
