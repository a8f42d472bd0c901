import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import worker from '../../packages/worker/package.json' with { type: 'json' }
import { sign } from '../support/worker/worker.ts'
import { type App, colorOf, plain, RED, startBundled, startDev } from './apps.ts'

const SIGNET = `import { createSignet } from '${worker.name}/worker'`

const HONO = `
import { Hono } from 'hono'
${SIGNET}
const signet = createSignet({ base: '/img' })
const app = new Hono()
app.all('/img/*', (c) => signet.fetch(c.req.raw, c.env, c.executionCtx))
app.get('/', (c) => c.text('own page'))
app.put('/upload/:name', async (c) => {
  await c.env.IMAGES.put(c.req.param('name'), await c.req.arrayBuffer())
  return c.body(null, 204)
})
export const { Render } = signet
export default app
`

const ITTY = `
import { AutoRouter, text } from 'itty-router'
${SIGNET}
const signet = createSignet({ base: '/img' })
const router = AutoRouter()
  .all('/img/*', signet.fetch)
  .get('/', () => text('own page'))
  .put('/upload/:name', async ({ params, body }, { IMAGES }) => {
    await IMAGES.put(params.name, await new Response(body).arrayBuffer())
    return new Response(null, { status: 204 })
  })
export const { Render } = signet
export default { ...router }
`

const PLAIN = `
${SIGNET}
const signet = createSignet({ base: '/img' })
export const { Render } = signet
export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url)
    if (pathname.startsWith('/img/')) return signet.fetch(request, env, ctx)
    if (pathname === '/') return new Response('own page')
    if (request.method !== 'PUT') return new Response('no such page', { status: 404 })
    await env.IMAGES.put(pathname.replace('/upload/', ''), await request.arrayBuffer())
    return new Response(null, { status: 204 })
  },
}
`

describe.each([
  ['Hono, in wrangler dev', () => startDev(HONO)],
  ['itty-router', () => startBundled(ITTY)],
  ['a plain handler', () => startBundled(PLAIN)],
] as const)('a Worker of %s', (_, start) => {
  let app: App

  beforeAll(async () => {
    app = await start()
    const { status } = await app.send('/upload/red.png', { method: 'PUT', body: await plain(RED) })
    expect(status).toBe(204)
  })

  afterAll(() => app?.close())

  test('serves its own pages', async () => {
    const answer = await app.send('/')
    expect([answer.status, await answer.text()]).toEqual([200, 'own page'])
    expect((await app.send('/nothing')).status).toBe(404)
  })

  test('serves signed images below /img', async () => {
    const answer = await app.send(await sign('/img/red.png?width=20&format=webp'))
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/webp'])
    expect(await colorOf(answer)).toBe('red')
    expect((await app.send('/img/red.png?width=20')).status).toBe(403)
    expect((await app.send(await sign('/img/blue.png?width=20'))).status).toBe(404)
    const outside = await sign('/red.png?width=20')
    expect((await app.send(outside)).status).toBe(404)
    expect((await app.send(`/img${outside}`)).status).toBe(403)
  })

  test('has /health and the path of purges below /img', async () => {
    expect((await app.send('/img/health')).status).toBe(200)
    expect((await app.send('/health')).status).toBe(404)
  })
})
