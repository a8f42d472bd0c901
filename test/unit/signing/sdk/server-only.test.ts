import { afterEach, describe, expect, test, vi } from 'vitest'
import { createSigner } from '../../../../src/signing/sdk/index.ts'
import { createQuerySigner } from '../../../../src/signing/sdk/query.ts'
import { createSyncSigner } from '../../../../src/signing/sdk/sync.ts'
import { silentFailure } from '../../../support/process/failure.ts'
import { BASE, KEY } from '../../../support/worker/signer.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

const hmac = () => new Uint8Array(32)

describe.each([
  ['createSigner', createSigner],
  [
    'createSyncSigner',
    (settings: { key: string; baseUrl: string }) => createSyncSigner({ ...settings, hmac }),
  ],
  ['createQuerySigner', createQuerySigner],
])('%s', (_, create) => {
  test.each([
    ['no process', undefined],
    ['the process that bundlers fake', { env: {}, versions: {} }],
  ])('refuses to hold a key in a browser with %s', (_, process) => {
    vi.stubGlobal('window', { document: {} })
    vi.stubGlobal('process', process)
    expect(() => create({ key: KEY, baseUrl: BASE })).toThrow(
      silentFailure(
        'misconfigured',
        'this is a browser, where everyone could read the key; sign on the server, and send grants to the browser',
      ),
    )
  })

  test('runs in Node with a fake document', () => {
    vi.stubGlobal('window', { document: {} })
    expect(create({ key: KEY, baseUrl: BASE })).toBeDefined()
  })

  test('runs on other servers', () => {
    vi.stubGlobal('process', undefined)
    expect(create({ key: KEY, baseUrl: BASE })).toBeDefined()
    vi.stubGlobal('window', {})
    expect(create({ key: KEY, baseUrl: BASE })).toBeDefined()
  })
})
