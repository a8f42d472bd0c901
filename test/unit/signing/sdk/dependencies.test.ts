import { expect, test } from 'vitest'
import { importsOf, reachableFrom } from '../../../support/imports.ts'

test('the signer reaches no package, and of the server only the wire form and the token', () => {
  const reached = [...reachableFrom('src/signing/sdk/index.ts')]
  expect(reached.filter((target) => !target.startsWith('src/'))).toEqual([])
  expect(
    reached
      .filter((target) => !/^src\/(?:signing\/(?:sdk|url)|engine\/options\/|errors\.ts)/.test(target))
      .toSorted(),
  ).toEqual(['src/signing/auth/base64url.ts', 'src/signing/auth/hmac-token.ts', 'src/signing/auth/keys.ts'])
})

test('the package of the signer has no file that imports a package, types included', () => {
  const files = new Set(['src/signing/sdk/index.ts'])
  for (const file of files)
    for (const { target } of importsOf(file)) {
      expect(target).toMatch(/^src\//)
      files.add(target)
    }
  expect([...files]).toContain('src/signing/url/presets.ts')
})

test('the walk finds packages', () => {
  expect([...reachableFrom('src/signing/auth/authenticate.ts')]).toContain('@noble/hashes/legacy.js')
  expect([...reachableFrom('src/signing/auth/claims.ts')]).toContain('ipaddr.js')
})
