import { describe, expect, test } from 'vitest'
import { formatIntent, parseIntent } from '../../../../src/signing/url/intent.ts'
import { parseWire } from '../../../../src/signing/url/wire.ts'
import { readRules } from '../../../../src/signing/url/zone-rules.ts'

function intentOf(search: string, linear: boolean) {
  const rules = readRules('a', { presets: { night: { linear: '0' } }, mandatory: [], linear })
  return parseIntent(parseWire(`https://img.example.com/a.jpg${search}`), rules)
}

describe('a zone whose default is linear light', () => {
  test.each([
    ['?width=40', true],
    ['?width=40&linear=1', true],
    ['?width=40&gamma=0', true],
    ['?width=40&filter=mitchell', true],
    ['?width=40&linear=0', false],
    ['?width=40&preset=night', false],
    ['?width=40&gamma=2', undefined],
    ['?width=40&filter=magic', undefined],
    ['?width=40&filter=hqx', undefined],
    ['?output=json', undefined],
  ])('sets linear for %s to %s', (search, expected) => {
    expect(intentOf(search, true)?.linear).toBe(expected)
  })

  test('does not affect originals', () => {
    expect(intentOf('', true)).toBeUndefined()
  })

  test('has the same cache keys as linear=1', () => {
    const key = (search: string, linear: boolean) => formatIntent(intentOf(search, linear) ?? {})
    expect(key('?width=40', true)).toBe(key('?width=40&linear=1', false))
    expect(key('?width=40&linear=0', true)).toBe(key('?width=40', false))
    expect(key('?width=40', true)).not.toBe(key('?width=40', false))
  })
})
