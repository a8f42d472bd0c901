import { expect, test } from 'vitest'
import { importsOf, reachableFrom } from '../../support/imports.ts'

test('the signer reaches no package, and of the server only the wire form and the token', () => {
  const reached = [...reachableFrom('src/sdk/index.ts')]
  expect(reached.filter((target) => !target.startsWith('src/'))).toEqual([])
  expect(reached.filter((target) => !/^src\/(?:sdk|url|errors\.ts)/.test(target)).toSorted()).toEqual([
    'src/auth/base64url.ts',
    'src/auth/hmac-token.ts',
    'src/auth/keys.ts',
  ])
})

test('the package of the signer has no file that imports a package, types included', () => {
  const files = new Set(['src/sdk/index.ts'])
  for (const file of files)
    for (const { target } of importsOf(file)) {
      expect(target).toMatch(/^src\//)
      files.add(target)
    }
  expect([...files]).toContain('src/url/presets.ts')
})

test('the walk finds packages', () => {
  expect([...reachableFrom('src/auth/authenticate.ts')]).toContain('@noble/hashes/legacy.js')
  expect([...reachableFrom('src/auth/claims.ts')]).toContain('ipaddr.js')
})
