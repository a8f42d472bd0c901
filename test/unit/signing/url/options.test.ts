import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  isFilling,
  isOptionName,
  OPTION_NAMES,
  OPTIONS,
  type Options,
  type Row,
} from '../../../../src/signing/url/options.ts'
import { formatOptions, parseOptions } from '../../../../src/signing/url/parameters.ts'
import { failure } from '../../../support/process/failure.ts'
import { options } from '../../../support/properties/arbitraries.ts'

const rows: Readonly<Record<string, Row>> = OPTIONS

test('parseOptions is the inverse of formatOptions', () => {
  fc.assert(
    fc.property(options, (given) => {
      expect(parseOptions(formatOptions(given))).toEqual(given)
    }),
  )
})

test('formatted options are in the order of the table', () => {
  fc.assert(
    fc.property(options, (given) => {
      const reversed = Object.fromEntries(Object.entries(given).reverse()) as Options
      const order: readonly string[] = OPTION_NAMES
      const rank = (name: string) => order.indexOf(isFilling(name) ? 'ol-name' : name)
      const names = [...formatOptions(reversed).keys()]
      expect(names).toEqual(names.toSorted((a, b) => rank(a) - rank(b)))
      expect([...formatOptions(reversed)]).toEqual([...formatOptions(given)])
    }),
  )
})

test('undefined options are omitted', () => {
  expect([...formatOptions({ width: undefined } as unknown as Options)]).toEqual([])
})

describe('parseOptions refuses', () => {
  test.each(['color', 'Width', 'width ', '', '__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'the unknown name %j',
    (name) => {
      expect(() => parseOptions(new Map([[name, '1']]))).toThrow(
        failure('bad-parameter', `unknown parameter ${name}`),
      )
    },
  )

  test.each(Object.keys(OPTIONS))('%s without a value, and says what it must be', (name) => {
    expect(() => parseOptions(new Map([[name, '']]))).toThrow(
      failure('bad-parameter', `${name} must be ${rows[name]?.expects}, got an empty value`),
    )
  })

  test.each([
    [{ width: '0' }, 'width must be a whole number from 1 to 10000, got 0'],
    [{ quality: '101' }, 'quality must be a whole number from 1 to 100, got 101'],
    [{ dpr: '1.12345678' }, 'dpr must be a number from 1 to 4 with at most 6 decimals, got 1.12345678'],
    [{ flip: 'true' }, 'flip must be 0 or 1, got true'],
    [
      { filter: 'nearest' },
      'filter must be one of lanczos3, mitchell, catrom, triangle, magic, hqx, got nearest',
    ],
    [{ rotate: '360' }, 'rotate must be a whole number of degrees from -359 to 359, got 360'],
    [{ ip: '1.2.3' }, 'ip must be an IPv4 or IPv6 address, or a network such as 203.0.113.0/24, got 1.2.3'],
    [{ kid: 'a.b' }, 'kid must be a key id of up to 32 letters, digits, _ and -, got a.b'],
    [{ width: '1', color: '2', quality: '0' }, 'unknown parameter color'],
  ])('%j', (parameters, detail) => {
    expect(() => parseOptions(new Map(Object.entries(parameters)))).toThrow(failure('bad-parameter', detail))
  })
})

describe('the table', () => {
  test('has a row for every option that a row needs', () => {
    for (const { needs = [] } of Object.values(rows))
      expect(needs.filter((name) => !isOptionName(name))).toEqual([])
  })

  test('has canonical defaults or sentences', () => {
    for (const { initial, parse, format } of Object.values(rows)) {
      const value = initial === undefined ? undefined : parse(initial)
      if (value !== undefined) expect(format(value as never)).toBe(initial)
      else if (initial !== undefined) expect(initial).toMatch(/[ ;]/)
    }
  })
})
