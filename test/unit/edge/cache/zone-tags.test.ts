import { expect, it } from 'vitest'
import { zoneTags } from '../../../../src/edge/cache/zone-tags.ts'

const zone = (name: string, prefix: string, source: string) => ({ name, prefix, source })

it('a derivative is tagged with all zones that show the same originals', () => {
  const zones = [
    zone('images', '/', 'r2:IMAGES'),
    zone('open', '/open/', 'r2:IMAGES'),
    zone('shop', '/shop/', 'r2:IMAGES/shop/'),
    zone('other', '/other/', 'r2:OTHER'),
  ]
  expect(zones.map((each) => zoneTags(each, zones))).toEqual([
    ['zone:images', 'zone:open'],
    ['zone:open', 'zone:images', 'zone:shop'],
    ['zone:shop', 'zone:open'],
    ['zone:other'],
  ])
})
