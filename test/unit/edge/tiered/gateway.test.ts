import { describe, expect, it } from 'vitest'
import { openLog } from '../../../../src/edge/log/request-log.ts'
import type { Located } from '../../../../src/edge/request/facts.ts'
import { formatFailure, formatImage, parseQuestion, type Run } from '../../../../src/edge/tiered/exchange.ts'
import { askRender, renderOf } from '../../../../src/edge/tiered/gateway.ts'
import { Failure } from '../../../../src/errors.ts'

const NOW = 1_000_000
const ZONE = { name: 'images', revalidate: 300, stale_if_error: 0, immutable: false }
const LOCATED = {
  key: 'https://img.example.com/.signet/8/derivative/60/-/r2%3AIMAGES%2Fa.jpg?width=4',
  zone: ZONE,
  tags: [],
} as unknown as Located
const OUTCOME = { hit: false, stale: false, shared: false, stored: true }

interface Cached {
  /** Number of seconds since the image was last checked. */
  readonly age: number
  readonly path?: string
  /** `true` if the cache also answers POST. */
  readonly always?: boolean
}

/** Returns an entrypoint behind a cache that has an image, or is empty. */
function render(cached?: Cached) {
  const methods: string[] = []
  return {
    methods,
    purge: async () => undefined,
    async fetch(request: Request) {
      methods.push(request.method)
      const isCached = cached !== undefined && (request.method === 'GET' || cached.always)
      const checked = NOW - (isCached ? cached.age : 0)
      const derivative = {
        ...{ body: new Uint8Array(3), length: 3, type: 'image/webp', etag: undefined, validators: '' },
        ...{
          processed: 1 as const,
          info: { format: request.method },
          until: checked + 86_400,
          checked,
          made: checked,
        },
      }
      const run: Run = {
        ask: isCached ? 'of another request' : parseQuestion(request).ask,
        path: (isCached && cached.path) || new URL(request.url).pathname,
        ...{ outcome: OUTCOME, stages: { decode: 3 }, memory: 9 },
      }
      return formatImage(LOCATED, derivative, 'abc', run, NOW)
    },
  }
}

async function ask(entrypoint: ReturnType<typeof render>) {
  const log = openLog()
  const request = new Request('https://img.example.com/a.jpg?width=4&token=x')
  const { derivative, outcome } = await askRender(LOCATED, { request, render: entrypoint, log, now: NOW })
  return {
    info: derivative.info.format,
    outcome,
    stages: Object.keys(log.clock.stages()),
    memory: log.memory,
  }
}

describe('an answer through the gateway', () => {
  it('made for this request has its outcome, stages and memory', async () => {
    const entrypoint = render()
    expect(await ask(entrypoint)).toEqual({ info: 'GET', outcome: OUTCOME, stages: ['decode'], memory: 9 })
    expect(entrypoint.methods).toEqual(['GET'])
  })

  it('made for another request is a hit', async () => {
    expect(await ask(render({ age: 299 }))).toEqual({
      info: 'GET',
      outcome: { hit: true, tier: 'tiered', stale: false, shared: false, stored: false },
      stages: ['cache'],
      memory: undefined,
    })
  })

  it.each<[string, Cached]>([
    ['past the bound', { age: 300 }],
    ['for another image', { age: 0, path: '/.signet/render/b/c' }],
  ])('from the cache %s is requested again, bypassing the cache', async (_, cached) => {
    const entrypoint = render(cached)
    expect(await ask(entrypoint)).toMatchObject({ info: 'POST', outcome: OUTCOME })
    expect(entrypoint.methods).toEqual(['GET', 'POST'])
  })

  it('from a cache that cannot be bypassed is not sent', async () => {
    await expect(ask(render({ age: 300, always: true }))).rejects.toMatchObject({ code: 'internal' })
  })

  it('with a cached failure is requested again', async () => {
    const entrypoint = render()
    const fetch = async (request: Request) => {
      if (request.method === 'POST') return entrypoint.fetch(request)
      const run: Run = { ask: 'of another request', path: new URL(request.url).pathname, stages: {} }
      return formatFailure(new Failure('not-found'), run)
    }
    expect((await ask({ ...entrypoint, fetch })).info).toBe('POST')
  })

  it('with a failure made for this request has that failure', async () => {
    const fetch = async (request: Request) => {
      const run: Run = { ask: parseQuestion(request).ask, path: '', stages: { source: 2 } }
      return formatFailure(new Failure('busy', 'later', 'why', { retryAfter: 5 }), run)
    }
    await expect(ask({ ...render(), fetch })).rejects.toMatchObject({ code: 'busy', retryAfter: 5 })
  })
})

it.each([{}, { Render: {} }, { Render: undefined }])(
  'an entry without the export Render is reported: %j',
  (exports) => {
    expect(() => renderOf({ exports } as never)).toThrow('the entry of the Worker exports no Render')
  },
)
