import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crop, margins, regions } from '../../../../src/signing/url/area-values.ts'
import { fonts, shadow, stroke, template } from '../../../../src/signing/url/lettering-values.ts'
import { isRowName, OPTIONS, type RowName } from '../../../../src/signing/url/options.ts'
import {
  angle,
  color,
  decimal,
  flag,
  integer,
  list,
  network,
  oneOf,
  opaqueColor,
  share,
} from '../../../../src/signing/url/values.ts'
import { networkText, VALUES } from '../../../support/properties/arbitraries.ts'

const names = Object.keys(OPTIONS).filter(isRowName)

function rowOf(name: RowName) {
  return OPTIONS[name] as unknown as {
    parse(text: string): unknown
    format(value: unknown): string
    expects: string
  }
}

describe.each(names)('%s', (name) => {
  const row = rowOf(name)

  test('parses what it formats', () => {
    fc.assert(
      fc.property(VALUES[name] as fc.Arbitrary<unknown>, (value) => {
        expect(row.parse(row.format(value))).toEqual(value)
      }),
    )
  })

  test('has one canonical spelling of each value', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const value = row.parse(text)
        if (value !== undefined) expect(row.parse(row.format(value))).toEqual(value)
      }),
    )
  })

  test('refuses empty text, spaces and line breaks', () => {
    const drawn = name === 'oltext' || name === 'ol-name'
    for (const text of [
      ...['', '\n', '\0', '1\n', '0\n'],
      ...(drawn ? [] : [' ', ' 1', '1 ']),
      ...(drawn || name === 'download' ? [] : [',', '1,,2']),
    ])
      expect(row.parse(text), JSON.stringify(text)).toBeUndefined()
  })
})

// The first two texts are digits in Unicode, but not in ASCII.
const NO_NUMBERS = [
  '１',
  '٣',
  '+1',
  '-1',
  '-0',
  '1e2',
  '0x10',
  '00',
  '01',
  '1.',
  '.5',
  '1_0',
  'NaN',
  'Infinity',
  'true',
]

test.each(NO_NUMBERS)('the text %s is not a number', (text) => {
  expect([integer(-99, 99).parse(text), decimal(-99, 99).parse(text)]).toEqual([undefined, undefined])
})

type Rows = readonly (readonly [text: string, value: unknown])[]

test.each<Rows[number]>([
  ['0', undefined],
  ['1', 1],
  ['10000', 10000],
  ['10001', undefined],
  ['1.5', undefined],
  ['99999999999999999999', undefined],
])('whole(1, 10000) reads %j as %j', (text, value) => {
  expect(integer(1, 10000).parse(text)).toBe(value)
})

test.each<Rows[number]>([
  ['1', 1],
  ['1.0', 1],
  ['1.5', 1.5],
  ['4', 4],
  ['4.000001', undefined],
  ['0.999999', undefined],
  ['1.0000001', undefined],
  ['1.5.5', undefined],
])('decimal(1, 4) reads %j as %j', (text, value) => {
  expect(decimal(1, 4).parse(text)).toBe(value)
})

test.each<Rows[number]>([
  ['0', 0],
  ['90', 90],
  ['-90', 270],
  ['-180', 180],
  ['-270', 90],
  ['-0', undefined],
  ['45', 45],
  ['-1', 359],
  ['359', 359],
  ['360', undefined],
  ['-360', undefined],
  ['4.5', undefined],
  ['--90', undefined],
  ['090', undefined],
  ['', undefined],
  ['-', undefined],
])('angle reads %j as %j', (text, value) => {
  expect(angle.parse(text)).toBe(value)
})

test.each<Rows[number]>([
  ['0.25', 0.25],
  ['1', 1],
  ['2', 2],
  ['2000', 2000],
  ['0', undefined],
  ['0.0', undefined],
  ['1.5', undefined],
  ['2001', undefined],
  ['100.5', undefined],
])('share(2, 2000) reads %j as %j', (text, value) => {
  expect(share(2, 2000).parse(text)).toBe(value)
})

test.each<Rows[number]>([
  ['10', { top: 10, right: 10, bottom: 10, left: 10 }],
  ['1,2,3,4', { top: 1, right: 2, bottom: 3, left: 4 }],
  ['0', { top: 0, right: 0, bottom: 0, left: 0 }],
  ['1,2', undefined],
  ['1,2,3', undefined],
  ['1,2,3,4,5', undefined],
  ['1001', undefined],
])('margins reads %j as %j', (text, value) => {
  expect(margins(1000).parse(text)).toEqual(value)
})

test.each<Rows[number]>([
  ['1,2,3,4', [{ x: 1, y: 2, width: 3, height: 4 }]],
  [
    '0,0,1,1;5,6,7,8',
    [
      { x: 0, y: 0, width: 1, height: 1 },
      { x: 5, y: 6, width: 7, height: 8 },
    ],
  ],
  ['1,2,3', undefined],
  ['1,2,0,4', undefined],
  ['1,2,3,4;', undefined],
  [Array(17).fill('1,1,1,1').join(';'), undefined],
])('regions reads %j as %j', (text, value) => {
  expect(regions(16).parse(text)).toEqual(value)
})

test('an opaque color has one spelling', () => {
  expect(opaqueColor.parse('0a141e')).toEqual({ r: 10, g: 20, b: 30, alpha: 1 })
  expect(opaqueColor.parse('10,20,30')).toBeUndefined()
})

test.each<Rows[number]>([
  ['ff8000', { r: 255, g: 128, b: 0, alpha: 1 }],
  ['FF8000', { r: 255, g: 128, b: 0, alpha: 1 }],
  ['255,128,0', { r: 255, g: 128, b: 0, alpha: 1 }],
  ['255,128,0,0.25', { r: 255, g: 128, b: 0, alpha: 0.25 }],
  ['#ff8000', undefined],
  ['fff', undefined],
  ['ff80001', undefined],
  ['256,0,0', undefined],
  ['1,2', undefined],
  ['1,2,3,4', undefined],
  ['1,2,3,1,1', undefined],
  ['red', undefined],
])('color reads %j as %j', (text, value) => {
  expect(color.parse(text)).toEqual(value)
})

const black = { r: 0, g: 0, b: 0, alpha: 1 }

test.each<Rows[number]>([
  ['3', { width: 3, color: black }],
  ['0.5,ff0000', { width: 0.5, color: { r: 255, g: 0, b: 0, alpha: 1 } }],
  ['3,1,2,3,0.5', { width: 3, color: { r: 1, g: 2, b: 3, alpha: 0.5 } }],
  ['0', undefined],
  ['101', undefined],
  ['3,', undefined],
  ['3,red', undefined],
  [',ff0000', undefined],
])('stroke reads %j as %j', (text, value) => {
  expect(stroke.parse(text)).toEqual(value)
})

test.each<Rows[number]>([
  ['0', { blur: 0, x: 0, y: 0, color: black }],
  ['2.5', { blur: 2.5, x: 0, y: 0, color: black }],
  ['2,-3,200', { blur: 2, x: -3, y: 200, color: black }],
  ['2,1,1,255,0,0,0.5', { blur: 2, x: 1, y: 1, color: { r: 255, g: 0, b: 0, alpha: 0.5 } }],
  ['2,1', undefined],
  ['2,-0,1', undefined],
  ['2,201,1', undefined],
  ['2,1.5,1', undefined],
  ['101', undefined],
  ['2,1,1,', undefined],
  ['2,,', undefined],
])('shadow reads %j as %j', (text, value) => {
  expect(shadow.parse(text)).toEqual(value)
})

test.each<Rows[number]>([
  ['/a.ttf', ['/a.ttf']],
  ['/a,b [x].ttf;https://f.example.com/c.otf', ['/a,b [x].ttf', 'https://f.example.com/c.otf']],
  ['/1;/2;/3;/4', ['/1', '/2', '/3', '/4']],
  ['/1;/2;/3;/4;/5', undefined],
  ['/1;/1', undefined],
  ['/1;', undefined],
  ['a.ttf', undefined],
  ['http://f.example.com/a.ttf', undefined],
])('fonts reads %j as %j', (text, value) => {
  expect(fonts(4).parse(text)).toEqual(value)
})

test.each([
  ['a', true],
  ['{{a}} {b-1} \\\\ \\n', true],
  ['é'.repeat(200), true],
  ['😀'.repeat(200), true],
  ['{name}'.repeat(200), true],
  ['a'.repeat(201), false],
  ['{', false],
  ['}', false],
  ['{}', false],
  ['{A}', false],
  ['{a b}', false],
  ['{{a}', false],
  ['{{{a}', true],
  ['\\', false],
  ['\\t', false],
  ['a\u0007', false],
  ['a\u2028b', false],
  ['\ud800', false],
])('a text is allowed or not: %j: %s', (text, valid) => {
  expect(template.parse(text)).toBe(valid ? text : undefined)
})

test.each<Rows[number]>([
  ['10,20', { width: 10, height: 20 }],
  ['10,20,0,5', { width: 10, height: 20, x: 0, y: 5 }],
  ['0,20', undefined],
  ['10', undefined],
  ['10,20,5', undefined],
  ['10,20,5,5,5', undefined],
  ['10,20,-1,0', undefined],
  ['10001,1', undefined],
  ['smart', 'smart'],
  ['smart,1', undefined],
  ['fp,0.4,0.7', { at: [0.4, 0.7], zoom: 1, marked: false }],
  ['fp,0.40,0.70,2.2', { at: [0.4, 0.7], zoom: 2.2, marked: false }],
  ['fpd,120,80,100', { at: [120, 80], zoom: 100, marked: true }],
  ['fp,0.4', undefined],
  ['fp,0.4,0.7,0.5', undefined],
  ['fp,0.4,0.7,101', undefined],
  ['fp,0.4,0.7,1,1', undefined],
  ['fp,10001,0', undefined],
])('crop reads %j as %j', (text, value) => {
  expect(crop.parse(text)).toEqual(value)
})

test.each<Rows[number]>([
  ['1', [1]],
  ['3,1,2', [3, 1, 2]],
  ['1,2,3,4', undefined],
  ['1,1', undefined],
  ['1,11', undefined],
])('a list of three reads %j as %j', (text, value) => {
  expect(list(integer(1, 9), 3).parse(text)).toEqual(value)
})

test('words are case-sensitive', () => {
  const value = oneOf('a', 'b')
  expect(['a', 'A', 'toString', 'ab'].map(value.parse)).toEqual(['a', undefined, undefined, undefined])
})

test('networks keep their spelling', () => {
  fc.assert(
    fc.property(networkText, (text) => {
      expect(network.parse(text)).toBe(text)
    }),
  )
})

// JavaScript callers may pass any type. A wrong value must not become another valid one.
test.each([
  ['a channel beyond a byte', color.parse(color.format({ r: 300, g: 0, b: 0, alpha: 1 }))],
  ['a negative channel', color.parse(color.format({ r: -1, g: 0, b: 0, alpha: 1 }))],
  ['a channel between two steps', color.parse(color.format({ r: 1.5, g: 0, b: 0, alpha: 1 }))],
  ['a channel that is no number', color.parse(color.format({ r: Number.NaN, g: 0, b: 0, alpha: 1 }))],
  ['an offset without the other', crop.parse(crop.format({ width: 1, height: 1, x: 5 }))],
  ['a word for a flag', flag.parse(flag.format('false' as unknown as boolean))],
  ['more decimals than a URL has', decimal(0, 4).parse(decimal(0, 4).format(1 / 3))],
  ['an exponent', decimal(0, 4).parse(decimal(0, 4).format(1e-7))],
  ['no values at all', list(integer(1, 9), 3).parse(list(integer(1, 9), 3).format([]))],
])('the value %s is refused after formatting', (_, value) => {
  expect(value).toBeUndefined()
})
