import { describe, expect, it } from 'vitest'
import { type InstanceOptions, openInstance } from '../../../src/edge/instance.ts'
import { silentFailure } from '../../support/process/failure.ts'

const zones = { images: { prefix: '/', source: 'r2:IMAGES' } }

describe('a configuration in code is refused before the first request', () => {
  it.each<[string, InstanceOptions, string]>([
    [
      'two zones with one prefix',
      { config: { zones: { ...zones, more: { prefix: '/', source: 'r2:MORE' } } } },
      'zones: the prefix / belongs to two zones',
    ],
    [
      'a mandatory preset that does not exist',
      { config: { zones: { images: { prefix: '/', source: 'r2:IMAGES', mandatory: ['stamp'] } } } },
      'zones.images.mandatory: unknown preset stamp',
    ],
    ...['constructor', '__proto__'].map((name): [string, object, string] => [
      `a zone with the name ${name}`,
      { config: { zones: Object.fromEntries([[name, zones.images]]) } },
      'zones: expected at least one zone; constructor, prototype and __proto__ are no names of zones',
    ]),
    [
      'the bucket of derivatives',
      { config: { zones: { images: { prefix: '/', source: 'r2:DERIVATIVES' } } } },
      'zones.images.source: DERIVATIVES has the finished images of all zones: give the zone another bucket',
    ],
    [
      'an origin that must not be fetched',
      { config: { zones: { images: { prefix: '/', source: 'https://10.0.0.1/' } } } },
      'zones.images.source: the origin must not be an IP address',
    ],
    [
      'credentials that a source does not take',
      { config: { zones: { images: { prefix: '/', source: 'r2:IMAGES', credentials: { secret: 'A' } } } } },
      'zones.images.credentials: an r2 source takes none: remove the table',
    ],
    [
      'a key for a zone that does not exist',
      { config: { zones, keys: { k1: { zones: ['imagez'] } } } },
      'keys.k1.zones: unknown zone imagez; did you mean images?',
    ],
  ])('%s', (_, options, reason) => {
    expect(() => openInstance(options)).toThrow(silentFailure('misconfigured', reason))
  })

  it('but may have an origin of development', () => {
    const local = { local: { prefix: '/', source: 'http://127.0.0.1:9000/' } }
    expect(() => openInstance({ config: { zones: local } })).not.toThrow()
  })
})
