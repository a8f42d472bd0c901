import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cacheKey,
  cacheTags,
  instanceOf,
  placeOf,
  sourceOf,
  sourceTag,
  zoneTag,
} from '../../../../src/edge/cache/key.ts'
import { purgeRecordKey, sourcePrefix, storeKey } from '../../../../src/edge/cache/r2-store.ts'
import { renderPath } from '../../../../src/edge/tiered/exchange.ts'
import { formatIntent } from '../../../../src/signing/url/intent.ts'
import { intents, unicode } from '../../../support/properties/arbitraries.ts'

const ORIGIN = 'https://img.example.com'
const ZONE = { max_age: 86_400, generation: 'b' }
const A = 'r2:IMAGES/a é.jpg'

/** Instance names, some of which look like other parts of a key. */
const instances = fc.oneof(
  fc.constantFrom('', '5', 'derivative', 'original', '86400', 'zone', 'a-b', '-'.padStart(22, 'x')),
  fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,31}$/),
)
const sources = fc.oneof(
  unicode.map((path) => `r2:IMAGES/${path}`),
  fc.constantFrom(A, 'dam:a/b.jpg', 'https://h/a%20b?c'),
)
const wanted = fc.option(
  intents.map((intent) => formatIntent(intent)),
  { nil: undefined },
)
const zones = fc.record({
  max_age: fc.nat(),
  generation: fc.stringMatching(/^(?:[A-Za-z0-9][A-Za-z0-9._-]{0,8})?$/),
})

describe('a cache key', () => {
  it('stays the same without a name', () => {
    expect(cacheKey(ORIGIN, [A], 'width=400', ZONE)).toBe(
      'https://img.example.com/.signet/8/derivative/86400/b/r2%3AIMAGES%2Fa%20%C3%A9.jpg?width=400',
    )
    expect(cacheKey(ORIGIN, [A], 'width=400', ZONE, '')).toBe(cacheKey(ORIGIN, [A], 'width=400', ZONE))
  })

  it('has the name of the instance beside its version', () => {
    expect(cacheKey(ORIGIN, [A], undefined, ZONE, 'shop')).toBe(
      'https://img.example.com/.signet/8-shop/original/86400/b/r2%3AIMAGES%2Fa%20%C3%A9.jpg?',
    )
  })

  it('tells its instance, its original and its place', () => {
    fc.assert(
      fc.property(
        instances,
        sources,
        fc.array(sources, { maxLength: 3 }),
        wanted,
        zones,
        (name, first, others, query, zone) => {
          const key = cacheKey(ORIGIN, [first, ...others], query, zone, name)
          expect([instanceOf(key), sourceOf(key), ORIGIN + placeOf(key)]).toEqual([
            name,
            first,
            query ? key : key.slice(0, -1),
          ])
        },
      ),
    )
  })

  it('differs between instances, as all keys and tags do that are made from it', async () => {
    const namesOf = async (name: string) => [
      cacheKey(ORIGIN, [A], 'width=400', ZONE, name),
      await storeKey(cacheKey(ORIGIN, [A], 'width=400', ZONE, name)),
      await renderPath(cacheKey(ORIGIN, [A], 'width=400', ZONE, name)),
      await sourcePrefix(A, name),
      await sourceTag(A, name),
      zoneTag('images', name),
      ...cacheTags({ name: 'images' }, { signed: new Map([['preset', 'card']]) }, name),
      await purgeRecordKey({ source: A, ...(name && { instance: name }) }),
      await purgeRecordKey({ zone: 'images', ...(name && { instance: name }) }),
    ]
    await fc.assert(
      fc.asyncProperty(instances, instances, async (one, other) => {
        const pairs = (await namesOf(one)).entries()
        const others = await namesOf(other)
        for (const [index, text] of pairs) expect(text === others[index]).toBe(one === other)
      }),
    )
  })
})
