import { describe, expect, it } from 'vitest'
import type { Located } from '../../../src/image/work.ts'
import { openLog } from '../../../src/log/request-log.ts'
import { formatImage, parseQuestion, type Run } from '../../../src/tiered/exchange.ts'
import { askRender, renderOf } from '../../../src/tiered/gateway.ts'

const NOW = 1_000_000
const ZONE = { name: 'images', revalidate: 300, stale_if_error: 0, immutable: false }
const LOCATED = {
  key: 'https://img.example.com/.signet/4/derivative/60/-/r2%3AIMAGES%2Fa.jpg?width=4',
  zone: ZONE,
  tags: [],
} as unknown as Located
const OUTCOME = { hit: false, stale: false, shared: false, stored: true }

/** Answers with an image that was checked some seconds ago, for the given `ask` or for who asks. */
function render(checkedAgo: (method: string) => number, askOf?: string) {
  const methods: string[] = []
  return {
    methods,
    purge: async () => undefined,
    async fetch(request: Request) {
      methods.push(request.method)
      const checked = NOW - checkedAgo(request.method)
      const times = { until: checked + 86_400, checked, made: checked }
      const derivative = {
        ...{ body: new Uint8Array(3), length: 3, type: 'image/webp', etag: undefined },
        ...{ validators: '', processed: 1 as const, info: request.method, ...times },
      }
      const ask =
        request.method === 'POST' ? parseQuestion(request).ask : (askOf ?? parseQuestion(request).ask)
      const run: Run = { ask, outcome: OUTCOME, stages: { decode: 3 }, memory: 9 }
      return formatImage(LOCATED, derivative, 'abc', run, NOW)
    },
  }
}

async function ask(entrypoint: ReturnType<typeof render>) {
  const log = openLog()
  const request = new Request('https://img.example.com/a.jpg?width=4&token=x')
  const { derivative, outcome } = await askRender(LOCATED, { request, render: entrypoint, log, now: NOW })
  return { info: derivative.info, outcome, stages: Object.keys(log.clock.stages()), memory: log.memory }
}

describe('an answer', () => {
  it('that was made for this request has its outcome, stages and memory', async () => {
    const entrypoint = render(() => 0)
    expect(await ask(entrypoint)).toEqual({ info: 'GET', outcome: OUTCOME, stages: ['decode'], memory: 9 })
    expect(entrypoint.methods).toEqual(['GET'])
  })

  it('that was made for another is a hit', async () => {
    expect(await ask(render(() => 299, 'other'))).toEqual({
      info: 'GET',
      outcome: { hit: true, stale: false, shared: false, stored: false },
      stages: ['cache'],
      memory: undefined,
    })
  })

  it('of the cache past the bound is asked for again, past the cache', async () => {
    const entrypoint = render((method) => (method === 'GET' ? 300 : 0), 'other')
    expect(await ask(entrypoint)).toMatchObject({ info: 'POST', outcome: OUTCOME })
    expect(entrypoint.methods).toEqual(['GET', 'POST'])
  })

  it('that outlasted an error was made for this request, and is sent', async () => {
    const entrypoint = render(() => 400)
    expect((await ask(entrypoint)).info).toBe('GET')
    expect(entrypoint.methods).toEqual(['GET'])
  })
})

it.each([{}, { Render: {} }, { Render: undefined }])(
  'an entry that exports no Render is named: %j',
  (exports) => {
    expect(() => renderOf({ exports } as never)).toThrow('the entry of the Worker exports no Render')
  },
)
