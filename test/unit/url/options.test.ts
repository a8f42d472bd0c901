import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isOptionName, OPTIONS, type Options, type Row } from '../../../src/url/options.ts'
import { formatOptions, parseOptions } from '../../../src/url/parameters.ts'
import { options } from '../../support/arbitraries.ts'
import { failure } from '../../support/failure.ts'

const rows: Readonly<Record<string, Row>> = OPTIONS

test('parseOptions is the inverse of formatOptions', () => {
  fc.assert(
    fc.property(options, (given) => {
      expect(parseOptions(formatOptions(given))).toEqual(given)
    }),
  )
})

test('formatted options stand in the order of the table, whatever theirs is', () => {
  fc.assert(
    fc.property(options, (given) => {
      const reversed = Object.fromEntries(Object.entries(given).reverse())
      const order = Object.keys(OPTIONS)
      const names = [...formatOptions(reversed).keys()]
      expect(names).toEqual(names.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)))
      expect([...formatOptions(reversed)]).toEqual([...formatOptions(given)])
    }),
  )
})

test('options that are undefined are not there', () => {
  expect([...formatOptions({ width: undefined } as unknown as Options)]).toEqual([])
})

describe('parseOptions refuses', () => {
  test.each(['colour', 'Width', 'width ', '', '__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'the unknown name %j',
    (name) => {
      expect(() => parseOptions(new Map([[name, '1']]))).toThrow(
        failure('bad-parameter', `${name}: unknown parameter`),
      )
    },
  )

  test.each(Object.keys(OPTIONS))('%s without a value, and says what it expects', (name) => {
    expect(() => parseOptions(new Map([[name, '']]))).toThrow(
      failure('bad-parameter', `${name}=: expected ${rows[name]?.expects}`),
    )
  })

  test.each([
    [{ width: '0' }, 'width=0: expected a whole number from 1 to 10000'],
    [{ quality: '101' }, 'quality=101: expected a whole number from 1 to 100'],
    [{ dpr: '1.12345678' }, 'dpr=1.12345678: expected a number from 1 to 4 with at most 6 decimals'],
    [{ flip: 'true' }, 'flip=true: expected 0 or 1'],
    [
      { filter: 'nearest' },
      'filter=nearest: expected one of lanczos3, mitchell, catrom, triangle, magic, hqx',
    ],
    [{ rotate: '360' }, 'rotate=360: expected whole degrees from -359 to 359'],
    [{ ip: '1.2.3' }, 'ip=1.2.3: expected an IPv4 or IPv6 address, or a network such as 203.0.113.0/24'],
    [{ kid: 'a.b' }, 'kid=a.b: expected the id of a key'],
    [{ width: '1', colour: '2', quality: '0' }, 'colour: unknown parameter'],
  ])('%j', (parameters, detail) => {
    expect(() => parseOptions(new Map(Object.entries(parameters)))).toThrow(failure('bad-parameter', detail))
  })
})

describe('the table', () => {
  test('what a row needs is a row', () => {
    for (const { needs = [] } of Object.values(rows))
      expect(needs.filter((name) => !isOptionName(name))).toEqual([])
  })

  test('what a row means by default is spelled canonically, or is a sentence', () => {
    for (const { initial, parse, format } of Object.values(rows)) {
      const value = initial === undefined ? undefined : parse(initial)
      if (value !== undefined) expect(format(value as never)).toBe(initial)
      else if (initial !== undefined) expect(initial).toMatch(/[ ;]/)
    }
  })
})
