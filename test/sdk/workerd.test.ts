import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { expect, inject, test } from 'vitest'
import { bundled } from './bundled.ts'
import { CALLS, EXPECTED } from './calls.ts'

const folder = inject('installed')

const WORKER = `
import calls from 'calls'
export default { fetch: async (request) => Response.json(await calls(new URL(request.url).searchParams.get('by'))) }
`

async function startWorker(flags: readonly string[]): Promise<Miniflare> {
  const contents = await bundled(folder, { calls: CALLS, entry: WORKER }, ['workerd', 'worker', 'browser'])
  return new Miniflare(
    convertV4MiniflareOptions({
      modules: [{ type: 'ESModule', path: 'worker.js', contents }],
      compatibilityDate: '2026-11-01',
      compatibilityFlags: [...flags],
      cf: false,
      telemetry: { enabled: false },
    }),
  )
}

test.each([
  ['without flags, with noble', [], 'noble'],
  ['with nodejs_compat', ['nodejs_compat'], 'node:crypto'],
] as const)('the installed package runs in workerd %s', async (_, flags, by) => {
  const miniflare = await startWorker(flags)
  try {
    const response = await miniflare.dispatchFetch(`http://localhost/?by=${by}`)
    expect(await response.json()).toEqual(EXPECTED)
  } finally {
    await miniflare.dispose()
  }
})
