import { expect, test } from 'vitest'
import { importsOf, reachableFrom } from '../../../support/project/imports.ts'

test('the signer imports no package, and from the server only the wire form and the token', () => {
  const reached = [...reachableFrom('src/signing/sdk/index.ts')]
  expect(reached.filter((target) => !target.startsWith('src/'))).toEqual([])
  expect(
    reached
      .filter((target) => !/^src\/(?:signing\/(?:sdk|url)|engine\/options\/|errors\.ts)/.test(target))
      .toSorted(),
  ).toEqual(['src/signing/auth/base64url.ts', 'src/signing/auth/hmac-token.ts', 'src/signing/auth/keys.ts'])
})

test('the package of the signer imports no other package, not even for types', () => {
  const files = new Set(['src/signing/sdk/index.ts'])
  for (const file of files)
    for (const { target } of importsOf(file)) {
      expect(target).toMatch(/^src\//)
      files.add(target)
    }
  expect([...files]).toContain('src/signing/url/presets.ts')
})

test('the search for imports finds packages', () => {
  expect([...reachableFrom('src/signing/auth/verify-token.ts')]).toContain('@noble/hashes/legacy.js')
  expect([...reachableFrom('src/signing/auth/claims.ts')]).toContain('ipaddr.js')
})
