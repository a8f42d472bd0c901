import { expect, test } from 'vitest'
import { createPathCipher } from '../../../../src/signing/sdk/path.ts'
import { failure, silentFailure } from '../../../support/process/failure.ts'
import { BASE, served, signer } from '../../../support/worker/signer.ts'
import vectors from '../../../vectors/encrypted-path.json' with { type: 'json' }

const KEY = `k2026:${vectors.keys.k2026}`

test.each(vectors.encrypt.filter(({ key }) => key === 'k2026'))(
  'paths are encrypted like the vectors: $about',
  async ({ prefix, decoded, path }) => {
    const cipher = createPathCipher({ key: KEY, prefix })
    expect(await cipher.encrypt(decoded)).toBe(path)
  },
)

test('encrypted paths can be signed', async () => {
  const cipher = createPathCipher({ key: KEY, prefix: '/vault/' })
  const path = await cipher.encrypt('/vault/photos/été.jpg')
  const url = await signer.sign(path, { width: 400 })
  expect(url.startsWith(`${BASE}${path}?width=400&token=`)).toBe(true)
  expect(await served(url)).toMatchObject({ width: 400 })
})

test.each([
  ['/a.jpg', 'the path must lie below /vault/, got /a.jpg'],
  ['vault/a.jpg', 'the path must lie below /vault/, got vault/a.jpg'],
  ['/vault/', 'the path must lie below /vault/, got /vault/'],
  ['/vault/\ud800', 'the path must be well-formed Unicode'],
])('invalid input is refused: %j', async (path, detail) => {
  const cipher = createPathCipher({ key: KEY, prefix: '/vault/' })
  await expect(cipher.encrypt(path)).rejects.toThrow(failure('bad-url', detail))
})

test.each([
  [undefined, '/vault/', 'PATH_KEYS is not set'],
  [
    'k1:AAAA',
    '/vault/',
    'PATH_KEYS: key k1 has 3 bytes, but needs at least 32; make one with the command keygen',
  ],
  [KEY, 'vault', 'prefix must start and end with /, got vault'],
])('the key %s and the prefix %s are refused immediately', (key, prefix, reason) => {
  expect(() => createPathCipher({ key, prefix })).toThrow(silentFailure('misconfigured', reason))
})
