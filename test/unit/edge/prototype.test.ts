import { describe, expect, it } from 'vitest'
import { copyOptions } from '../../../src/api/worker/copy-options.ts'
import { configure } from '../../../src/edge/config.ts'
import { openInstance } from '../../../src/edge/instance.ts'
import { VARIABLE_NAMES } from '../../../src/edge/variables.ts'
import { ZoneTable } from '../../../src/edge/zone-table.ts'
import { parseIntent } from '../../../src/signing/url/intent.ts'
import { parseWire } from '../../../src/signing/url/wire.ts'
import { polluted } from '../../support/hostile/polluted.ts'

const KEY = Buffer.alloc(32, 'a key of the prototype').toString('base64url')
const IMAGES = { get() {}, head() {} }
const zones = {
  images: { prefix: '/', source: 'r2:IMAGES', presets: { card: { width: 40 } } },
  shop: { prefix: '/shop/', source: 'https://shop.example/', credentials: { secret: 'SHOP' }, mandatory: [] },
}
const env = () => ({
  SIGNING_KEYS: `k:${KEY}`,
  SHOP: 'a:b',
  IMAGES,
  zones,
  keys: { k: { zones: ['images'] } },
})

/** Returns the settings of a configuration, without functions and secrets. */
async function settings(): Promise<string> {
  const { base, name, hosts, zones, limits, log, cache, warnings, development } = await configure(env())
  const read = zones.map(({ keyring: _, ...zone }) => ({
    ...zone,
    presets: [...zone.rules.presets],
    fields: ['font', 'auto', 'mode', 'originals', 'legacy_until'].map((field) => Reflect.get(zone, field)),
    intent: parseIntent(parseWire('https://a.example/a.jpg?width=9'), zone.rules),
  }))
  return JSON.stringify([base, name, hosts, read, limits, log.enabled, cache, warnings, development])
}

const FIELDS = [
  ...Object.keys(ZoneTable.entries),
  ...VARIABLE_NAMES,
  'lock',
  'width',
  'scheme',
  'header',
  'preset',
]
const VALUES = ['report', '/media', true, 7, ['card'], { width: 9 }]

describe('the configuration', () => {
  it.each([...new Set(FIELDS)].filter((name) => name !== 'name'))(
    'reads no field through the prototype: %s',
    async (name) => {
      const expected = await settings()
      for (const value of VALUES) expect(await polluted(name, value, settings)).toBe(expected)
    },
  )
})

describe('the options of an instance', () => {
  it.each(['config', 'base', 'sources', 'log', 'authorize'])(
    'are not read through the prototype: %s',
    async (name) => {
      for (const value of ['/media', () => true, { zones: 7 }]) {
        const instance = await polluted(name, value, () => openInstance())
        expect([instance.log, instance.authorize]).toEqual([undefined, undefined])
        expect((await instance.configure(env())).base).toBe('')
      }
    },
  )

  it('are copied without the prototype', async () => {
    const copy = await polluted('config', { zones: 7 }, () => copyOptions({ base: '/media' }))
    expect({ ...copy }).toEqual({ base: '/media', config: undefined, sources: undefined })
  })
})
