import { expect, it } from 'vitest'
import { accessPrefix, type Credentials } from '../../../../src/edge/source/credentials.ts'

const secret = 'SHOP'

it.each<[Credentials | undefined, string]>([
  [undefined, ''],
  [{ secret }, 'SHOP@'],
  [{ secret, header: 'authorization' }, 'SHOP@'],
  [{ secret, scheme: 'bearer' }, 'SHOP;scheme=bearer@'],
  [{ secret, scheme: 'basic' }, 'SHOP;scheme=basic@'],
  [{ secret, header: 'x-key' }, 'SHOP;header=x-key@'],
  [{ secret, scheme: 'bearer', header: 'x-key' }, 'SHOP;scheme=bearer;header=x-key@'],
  [{ secret, region: 'auto' }, 'SHOP;region=auto@'],
])('names in caches begin with the request that is sent: %j', (credentials, prefix) => {
  expect(accessPrefix(credentials)).toBe(prefix)
})

it('credentials that send different requests have different names', () => {
  const all = [undefined, 'basic', 'bearer'].flatMap((scheme) =>
    [undefined, 'x-a', 'x-b'].flatMap((header) =>
      [undefined, 'auto', 'eu'].map((region) => ({ secret, scheme, header, region }) as Credentials),
    ),
  )
  expect(new Set(all.map(accessPrefix)).size).toBe(all.length)
})
