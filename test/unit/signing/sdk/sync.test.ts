import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { hmac } from '../../../../src/signing/sdk/noble.ts'
import { createSyncSigner } from '../../../../src/signing/sdk/sync.ts'
import { failure, silentFailure } from '../../../support/process/failure.ts'
import { candidateWidths, imageOptions, paths } from '../../../support/properties/arbitraries.ts'
import { runs } from '../../../support/properties/runs.ts'
import { BASE, KEY, NOW, signer, syncSigner } from '../../../support/worker/signer.ts'

const nobleSigner = createSyncSigner({ key: KEY, baseUrl: BASE, hmac })
const access = { expire: new Date(NOW * 1000), ip: '203.0.113.0/24', kid: true }

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('createSyncSigner', () => {
  test('makes the same URLs as createSigner, with both implementations', async () => {
    await fc.assert(
      fc.asyncProperty(paths, imageOptions, candidateWidths, async (path, { dpr, ...options }, widths) => {
        const asked = { ...options, width: 10, dpr }
        const url = await signer.sign(path, asked, access)
        expect(syncSigner.sign(path, asked, access)).toBe(url)
        expect(nobleSigner.sign(path, asked, access)).toBe(url)
        const sized = { ...options, width: 100 }
        const grant = await signer.grant(path, sized, { widths, ...access })
        expect(syncSigner.grant(path, sized, { widths, ...access })).toEqual(grant)
        expect(nobleSigner.grant(path, sized, { widths, ...access })).toEqual(grant)
      }),
      { numRuns: runs(50) },
    )
  })

  test('makes the same attributes and pictures as createSigner', async () => {
    const settings = { widths: [320, 640], sizes: '50vw', height: 200 }
    expect(syncSigner.imgAttrs('/a.jpg', {}, settings)).toEqual(await signer.imgAttrs('/a.jpg', {}, settings))
    expect(syncSigner.picture('/a.jpg', {}, settings)).toEqual(await signer.picture('/a.jpg', {}, settings))
    expect(syncSigner.srcset('/a.jpg', {}, { widths: [1, 2] })).toBe(
      await signer.srcset('/a.jpg', {}, { widths: [1, 2] }),
    )
  })

  test('throws the errors with which createSigner rejects', () => {
    expect(() => syncSigner.sign('/a.jpg', {})).toThrow(
      failure(
        'bad-parameter',
        'no option says what to do with the image; { original: true } hands out the original',
      ),
    )
  })

  test('requires an hmac without node:crypto', () => {
    vi.stubGlobal('process', {})
    expect(() => createSyncSigner({ key: KEY, baseUrl: BASE })).toThrow(
      silentFailure('misconfigured', 'there is no node:crypto here; pass hmac of the subpath noble'),
    )
    const passed = createSyncSigner({ key: KEY, baseUrl: BASE, hmac })
    vi.unstubAllGlobals()
    expect(passed.sign('/a.jpg', { width: 10 })).toBe(syncSigner.sign('/a.jpg', { width: 10 }))
  })
})
