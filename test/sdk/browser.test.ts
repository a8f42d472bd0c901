import { createContext, runInContext } from 'node:vm'
import { expect, inject, test } from 'vitest'
import { KEY, syncSigner } from '../support/worker/signer.ts'
import { bundled } from './bundled.ts'
import { NAME } from './calls.ts'

const folder = inject('installed')

/** Runs a bundle with only the globals that a browser has. */
async function inBrowser(entry: string, globals: object = {}): Promise<unknown> {
  const code = await bundled(folder, { entry }, ['browser'])
  const context = createContext({ ...globals, URL, TextEncoder, btoa, atob, document: {} })
  runInContext('globalThis.window = globalThis', context)
  return runInContext(
    `(() => { ${code.replace(/export \{[^}]*\};?/g, '')}; return globalThis.result })()`,
    context,
  )
}

test('a browser picks a granted size without a key', async () => {
  const grant = syncSigner.grant('/a.jpg', { format: 'auto' }, { widths: [320, 640, 1280] })
  const entry = `import { imageFromGrant } from '${NAME}/grant'; globalThis.result = imageFromGrant(grant, 600)`
  expect(await inBrowser(entry, { grant: JSON.parse(JSON.stringify(grant)) })).toBe(`${grant.base}&w=640`)
})

test.each([
  [`import { createSigner as create } from '${NAME}'`],
  [`import { createSyncSigner as create } from '${NAME}/sync'`],
  [`import { createQuerySigner as create } from '${NAME}/query'`],
])('%s can be bundled for browsers, where it refuses keys', async (line) => {
  const entry = `${line}
    try { create({ key: '${KEY}', baseUrl: 'https://img.example.com', hmac: () => new Uint8Array(32) }) }
    catch (error) { globalThis.result = error.code + ': ' + error.message }`
  expect(await inBrowser(entry)).toMatch(
    /^misconfigured: this is a browser, where everyone could read the key/,
  )
})
