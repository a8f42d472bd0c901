import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { describe, expect, it, test } from 'vitest'
import { cacheKey } from '../../src/edge/cache/key.ts'
import { sourceRules } from '../../src/edge/source/kind.ts'
import { configuredSource } from '../../src/edge/source/kinds.ts'
import { ZoneTable } from '../../src/edge/zone-table.ts'
import { formatIntent, parseIntent } from '../../src/signing/url/intent.ts'
import { parseWire } from '../../src/signing/url/wire.ts'
import { readRules } from '../../src/signing/url/zone-rules.ts'
import { LIMITS } from '../support/isolate/limits.ts'

const page = readFileSync('docs/takedown.md', 'utf8')

const ZONE = {
  source: 'r2:IMAGES',
  max_age: 86_400,
  generation: '',
  presets: { card: { width: 400 } } as Record<string, Record<string, number>>,
  mandatory: [],
  originals: 'implicit' as 'implicit' | 'explicit',
}
const BUCKETS = { IMAGES: { get() {}, head() {} }, OTHER: { get() {}, head() {} } }

/** Returns the cache key that the handler computes for a URL in a zone. */
function keyOf(target: string, changes: Partial<typeof ZONE> = {}): string {
  const zone = { ...ZONE, ...changes }
  const wire = parseWire(`https://img.example.com${target}`)
  const intent = parseIntent(wire, readRules('images', zone))
  const { nameOf } = configuredSource(zone, BUCKETS, sourceRules(LIMITS, '', false))
  return cacheKey(wire.origin, [nameOf(wire.path.slice(1))], intent && formatIntent(intent), zone)
}

const IMAGE = '/a.jpg?width=400&token=x'
const PRESET = '/a.jpg?preset=card&token=x'
const ORIGINAL = '/a.jpg?original=1&token=x'

describe('a change that remakes images according to the page', () => {
  test.each<[string, string, Partial<typeof ZONE>]>([
    ['max_age', IMAGE, { max_age: 86_399 }],
    ['max_age, the original', ORIGINAL, { max_age: 86_399 }],
    ['generation', IMAGE, { generation: '2' }],
    ['generation, the original', ORIGINAL, { generation: '2' }],
    ['another binding', IMAGE, { source: 'r2:OTHER' }],
    ['another prefix of the source', IMAGE, { source: 'r2:IMAGES/taken-down/' }],
    ['a preset', PRESET, { presets: { card: { width: 401 } } }],
    ['originals', IMAGE, { originals: 'explicit' }],
  ])('changes the cache key: %s', (_, target, changes) => {
    expect(keyOf(target, changes)).not.toBe(keyOf(target))
  })
})

describe('a change that leaves images in the cache according to the page', () => {
  test.each<[string, string, string, Partial<typeof ZONE>]>([
    ['another token', IMAGE, '/a.jpg?width=400&token=y', {}],
    ['an expiry', IMAGE, '/a.jpg?width=400&expire=1700000000&token=z', {}],
    ['a preset that a URL does not use', IMAGE, IMAGE, { presets: {} }],
    ['originals, for an original', ORIGINAL, ORIGINAL, { originals: 'explicit' }],
  ])('keeps the cache key: %s', (_, before, after, changes) => {
    expect(keyOf(after, changes)).toBe(keyOf(before))
  })
})

it('the page names the defaults of a zone', () => {
  expect(page).toContain(
    `\`max_age\` of the zone, ${v.getDefault(ZoneTable.entries.max_age)} seconds by default`,
  )
  expect(page).toContain(`after the last one: ${v.getDefault(ZoneTable.entries.revalidate)} seconds`)
  expect(v.getDefault(ZoneTable.entries.browser_max_age)).toBe(3600)
  expect(page).toContain('at most `browser_max_age`, an hour')
})
