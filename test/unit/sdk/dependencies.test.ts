import { expect, test } from 'vitest'
import { reachableFrom } from '../../support/imports.ts'

test('the signer reaches no package, and of the server only the wire form and the token', () => {
  const reached = [...reachableFrom('src/sdk/index.ts')]
  expect(reached.filter((target) => !target.startsWith('src/'))).toEqual([])
  expect(reached.filter((target) => !/^src\/(?:sdk|url|errors\.ts)/.test(target)).toSorted()).toEqual([
    'src/auth/base64url.ts',
    'src/auth/hmac.ts',
    'src/auth/keys.ts',
    'src/auth/scheme.ts',
  ])
})

test('the walk finds packages', () => {
  expect([...reachableFrom('src/auth/authenticate.ts')]).toContain('@noble/hashes/legacy.js')
  expect([...reachableFrom('src/auth/claims.ts')]).toContain('ipaddr.js')
})
