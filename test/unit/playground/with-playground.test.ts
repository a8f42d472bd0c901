import { describe, expect, onTestFinished, test, vi } from 'vitest'

// Other tests of this process may have created instances, which the playground would ask.
vi.resetModules()
const { withPlayground } = await import('../../../playground/development/with-playground.ts')

const PAGE = { html: '<!doctype html><title>page</title>', path: '/playground' }

const ENV = {
  ENVIRONMENT: 'development',
  PLAYGROUND_PORT: '8787',
  SIGNING_KEYS: 'k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
  IMAGES: { get() {}, head() {} },
  zones: { images: { prefix: '/', source: 'r2:IMAGES' } },
}

const CTX = { waitUntil() {} } as unknown as ExecutionContext

const HOST = { host: '127.0.0.1:8787' }

const ask = (path: string, headers: Record<string, string> = HOST) =>
  new Request(`http://127.0.0.1:8787${path}`, { headers })

/** Worker that answers with its own name, the path and the environment's development switch. */
class Own {
  readonly #name = 'own'

  fetch(request: Request, env: typeof ENV): Response {
    return new Response(`${this.#name} ${new URL(request.url).pathname} ${env.ENVIRONMENT}`)
  }

  scheduled(): string {
    return this.#name
  }
}

/** Calls `fetch` of a wrapped object with handlers. */
async function send(worker: ReturnType<typeof withPlayground>, request: Request, env: object = ENV) {
  if (typeof worker === 'function') throw new TypeError('a class')
  return worker.fetch(request, { ...env }, CTX)
}

describe('a Worker with a playground', () => {
  const worker = withPlayground(new Own(), PAGE)

  test('answers its own routes', async () => {
    expect(await (await send(worker, ask('/'))).text()).toBe('own / development')
  })

  test('has the page at its path', async () => {
    expect(await (await send(worker, ask('/playground'))).text()).toBe(PAGE.html)
  })

  test.each([
    ['in production', { ...ENV, ENVIRONMENT: 'production' }, HOST],
    ['for another host', ENV, { host: 'evil.test:8787' }],
  ])('has no page %s', async (_, env, headers) => {
    expect(await (await send(worker, ask('/playground', headers), env)).text()).toMatch(/^own \/playground /)
  })

  test('keeps its other handlers, with their object', () => {
    expect(typeof worker !== 'function' && Object(worker)['scheduled']()).toBe('own')
  })

  test('is ready if it is configured, and says why it is not', async () => {
    expect((await send(worker, ask('/playground/ready'))).status).toBe(200)
    const refused = await send(worker, ask('/playground/ready'), { ...ENV, zones: undefined })
    expect([refused.status, refused.headers.get('signet-reason')]).toEqual([500, 'zones: is not set'])
  })
})

test('requests get a line if the variable asks for it, except those of the playground', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  onTestFinished(() => log.mockRestore())
  const worker = withPlayground(new Own(), PAGE)
  await send(worker, ask('/a'))
  await send(worker, ask('/b?width=9&token=secret'), { ...ENV, PLAYGROUND_LINES: '1' })
  await send(worker, ask('/playground'), { ...ENV, PLAYGROUND_LINES: '1' })
  expect(log.mock.calls).toEqual([
    [expect.stringMatching(/^signet request: GET \/b\?width=9&token=… 200 \d+ ms$/)],
  ])
})

test('an error of another route is not replaced by a page', async () => {
  const own = { fetch: () => Response.json({ title: 'gone' }, { status: 404 }) }
  const response = await send(withPlayground(own, PAGE), ask('/a', { ...HOST, accept: 'text/html' }))
  expect(await response.json()).toEqual({ title: 'gone' })
})

test('a class is wrapped, too', async () => {
  class Entrypoint {
    readonly env: typeof ENV

    constructor(_: ExecutionContext, env: typeof ENV) {
      this.env = env
    }

    fetch(request: Request): Response {
      return new Response(`class ${new URL(request.url).pathname} ${this.env.ENVIRONMENT}`)
    }
  }
  const Wrapped = withPlayground(Entrypoint, PAGE)
  if (typeof Wrapped !== 'function') throw new TypeError('no class')
  const instance = new Wrapped(CTX, { ...ENV })
  expect(await (await instance.fetch(ask('/b'))).text()).toBe('class /b development')
  expect(await (await instance.fetch(ask('/playground'))).text()).toBe(PAGE.html)
})

test.each([[undefined], [{}], [() => new Response()]])('%o is said to have no handler fetch', async (own) => {
  const response = await send(withPlayground(own, PAGE), ask('/playground', HOST))
  expect(response.status).toBe(500)
  expect(await response.text()).toContain('the default export of main in wrangler.toml has no handler')
})
