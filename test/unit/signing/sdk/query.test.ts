import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createQuerySigner } from '../../../../src/signing/sdk/query.ts'
import { parseWire } from '../../../../src/signing/url/wire.ts'
import { failure } from '../../../support/process/failure.ts'
import { imageOptions, paths } from '../../../support/properties/arbitraries.ts'
import { runs } from '../../../support/properties/runs.ts'
import { BASE, KEY, served, signer } from '../../../support/worker/signer.ts'

const querySigner = createQuerySigner({ key: KEY, baseUrl: BASE })

describe('createQuerySigner', () => {
  test('makes the same URLs as createSigner', async () => {
    await fc.assert(
      fc.asyncProperty(paths, imageOptions, async (path, options) => {
        const url = await signer.sign(path, { ...options, width: 10 })
        expect(await querySigner.sign(path, parseWire(url).query)).toBe(url)
      }),
      { numRuns: runs(50) },
    )
  })

  test('signs options that the server may refuse', async () => {
    await expect(served(await querySigner.sign('/a.jpg', 'width=0'))).rejects.toThrow(
      failure('bad-parameter'),
    )
  })

  test.each([
    ['a.jpg', 'width=10', 'the path must start with /, got a.jpg'],
    ['/\ud800.jpg', 'width=10', 'the path must be well-formed Unicode'],
    ['/a.jpg', '', 'the query is empty; original=1 hands out the original'],
  ])('refuses %j with %j', async (path, query, detail) => {
    await expect(querySigner.sign(path, query)).rejects.toThrow(failure('bad-url', detail))
  })
})
