import { describe, expect, it } from 'vitest'
import { boundedMap } from '../../../../src/edge/isolate/bounded-map.ts'

const KEYS = ['a', 'b', 'c', 'd']

function mapOf(...values: readonly string[]) {
  const map = boundedMap<string>({ all: 6, one: 4 }, ({ length }) => length)
  for (const [index, value] of values.entries()) map.set(KEYS[index] ?? '', value)
  return map
}

const keysOf = (map: ReturnType<typeof mapOf>) => KEYS.filter((key) => map.get(key) !== undefined)

describe('boundedMap', () => {
  it('keeps entries up to its weight', () => {
    const map = mapOf('12', '34', '56')
    expect([keysOf(map), map.weight()]).toEqual([['a', 'b', 'c'], 6])
  })

  it('is empty after it was cleared', () => {
    const map = mapOf('12', '34', '56')
    map.clear()
    map.set('d', '789')
    expect([keysOf(map), map.weight()]).toEqual([['d'], 3])
  })

  it('drops the oldest entries first', () => {
    const map = mapOf('12', '34', '56', '789')
    expect([keysOf(map), map.weight()]).toEqual([['c', 'd'], 5])
  })

  it('makes an entry the newest when it is set again, but not when it is read', () => {
    const map = mapOf('12', '34', '56')
    map.set('a', '12')
    map.get('b')
    map.set('d', '78')
    expect(keysOf(map)).toEqual(['a', 'c', 'd'])
  })

  it('does not keep an entry that is too heavy, or what it replaces', () => {
    const map = mapOf('12', '34')
    map.set('a', '12345')
    expect([keysOf(map), map.weight()]).toEqual([['b'], 2])
  })

  it('forgets the weight of deleted and replaced entries', () => {
    const map = mapOf('12', '34')
    map.set('a', '1')
    map.delete('b')
    map.delete('unknown')
    expect(map.weight()).toBe(1)
  })

  it('counts entries unless they have weights', () => {
    const map = boundedMap<number>({ all: 2, one: 1 })
    for (const key of KEYS) map.set(key, 1)
    expect([map.get('b'), map.get('c'), map.get('d'), map.weight()]).toEqual([undefined, 1, 1, 2])
  })
})
