import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type OverlayOptions, overlaysOf } from '../../../../src/engine/options/layers.ts'
import { assertFillable, assertNotReserved, type Facts, fillTexts } from '../../../../src/signing/url/fill.ts'
import { parseOptions } from '../../../../src/signing/url/parameters.ts'
import { failure } from '../../../support/process/failure.ts'
import { writtenText } from '../../../support/properties/arbitraries.ts'

const FACTS = { expire: 1_795_676_736, ip: '203.0.113.7', kid: 'k-1', now: 1_795_590_000 }

/** Shows isolate characters in a readable form: ‹› around claims, «» around URL values. */
const visible = (text: string) =>
  text.replaceAll('\u2066', '‹').replaceAll('\u2068', '«').replaceAll('\u2069', '›')

function drawnOf(parameters: Record<string, string>, facts: Facts = FACTS): readonly (string | undefined)[] {
  const { options } = fillTexts(parseOptions(new Map(Object.entries(parameters))), facts)
  return overlaysOf(options).map(({ text }: OverlayOptions) => text && visible(text))
}

describe('fillTexts', () => {
  test.each<[string, Record<string, string>, string]>([
    ['a{{b}}c', {}, 'a{b}c'],
    ['a\\nb\\\\n', {}, 'a\nb\\n'],
    ['{{{name}}}', { 'ol-name': 'x' }, '{«x›}'],
    ['{name}', { 'ol-name': '{ip} \\n {{' }, '«{ip} \\n {{›'],
    ['{name}', { 'ol-name': '{name}' }, '«{name}›'],
    ['{constructor}', { 'ol-constructor': 'x' }, '«x›'],
    ['{a-1} {a-1}', { 'ol-a-1': 'É' }, '«É› «É›'],
    ['{expire}', {}, '‹2026-11-26 07:05:36 UTC›'],
    ['{date}', {}, '‹2026-11-25›'],
    ['for {ip} by {kid}', {}, 'for ‹203.0.113.7› by ‹k-1›'],
  ])('fills %s with %j', (oltext, values, drawn) => {
    expect(drawnOf({ oltext, ...values })).toEqual([drawn])
  })

  test.each([
    ['2001:DB8::0:1', '2001:db8::1'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:cb00:7107', '203.0.113.7'],
    ['::ffff:0:1', '0.0.0.1'],
    ['64:ff9b::203.0.113.7', '64:ff9b::cb00:7107'],
  ])('writes the address %s in its canonical spelling', (ip, drawn) => {
    expect(drawnOf({ oltext: '{ip}' }, { ip })).toEqual([`‹${drawn}›`])
  })

  test('fills the texts of all layers', () => {
    expect(drawnOf({ olurl: '/a.png', ol2text: '{ip}', ol3text: '{n}', 'ol-n': 'N' })).toEqual([
      undefined,
      '‹203.0.113.7›',
      '«N›',
    ])
  })

  test('says that texts with a date change at midnight (UTC)', () => {
    const until = (oltext: string, now: number) =>
      fillTexts(parseOptions(new Map([['oltext', oltext]])), { ...FACTS, now }).until
    const midnight = Date.UTC(2026, 10, 26) / 1000
    expect(until('{date}', midnight - 1)).toBe(midnight)
    expect(until('{date}', midnight)).toBe(midnight + 86_400)
    expect(until('{expire} {{date}}', midnight)).toBeUndefined()
  })

  test('keeps a text without placeholders unchanged', () => {
    const oltext = 'a\\\\n{{b}}\\n'
    expect(fillTexts({ oltext, width: 9 }, FACTS)).toEqual({
      options: { oltext, width: 9 },
      until: undefined,
    })
  })

  const many = Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`ol-a${index}`, 'x']))
  const pile = '\u0301'.repeat(5)
  test.each<[Record<string, string>, Facts, string]>([
    [{ oltext: '{name}' }, FACTS, 'oltext needs ol-name, which fills {name}'],
    [{ oltext: 'a', 'ol-name': 'x' }, FACTS, 'ol-name: no text has {name}'],
    [{ oltext: '{{name}}', 'ol-name': 'x' }, FACTS, 'ol-name: no text has {name}'],
    [{ 'ol-name': 'x' }, FACTS, 'ol-name: no text has {name}'],
    [{ width: '1', 'ol-name': 'x' }, FACTS, 'ol-name: no text has {name}'],
    [{ oltext: 'a', ...many }, FACTS, 'at most 16 parameters ol-name are allowed'],
    [{ oltext: '{start}' }, FACTS, 'oltext has {start}, which nothing fills'],
    [{ oltext: '{expire}' }, {}, 'oltext needs {expire}: sign the URL with expire'],
    [{ oltext: '{kid}' }, {}, 'oltext needs {kid}: sign the URL with a key of SIGNING_KEYS'],
    [{ oltext: '{ip}' }, {}, 'oltext needs {ip}: sign the URL with ip, a single address'],
    [
      { oltext: '{ip}' },
      { ip: '203.0.113.0/24' },
      'oltext needs {ip}: sign the URL with ip, a single address',
    ],
    [
      { oltext: '{ip}' },
      { ip: '203.0.113.7/32' },
      'oltext needs {ip}: sign the URL with ip, a single address',
    ],
    [{ oltext: '{ip}' }, { ip: '::/0' }, 'oltext needs {ip}: sign the URL with ip, a single address'],
    [{ oltext: '{date}' }, {}, 'oltext needs {date}: only a request has a date'],
    [{ olurl: '/a', ol2text: '{ip}' }, {}, 'ol2text needs {ip}: sign the URL with ip, a single address'],
    [{ oltext: ' ' }, FACTS, 'oltext must have a visible character'],
    [{ oltext: '\\n' }, FACTS, 'oltext must have a visible character'],
    [{ oltext: '\u2800\u3164\u200b\u0301' }, FACTS, 'oltext must have a visible character'],
    [{ oltext: '\u{13441}\u{13442}' }, FACTS, 'oltext must have a visible character'],
    [{ oltext: 'x{n}', 'ol-n': '\u{13441}' }, FACTS, 'ol-n must have a visible character'],
    [{ oltext: 'x{n}', 'ol-n': '\u{13442}' }, FACTS, 'ol-n must have a visible character'],
    [{ oltext: '{n}', 'ol-n': ' ' }, FACTS, 'ol-n must have a visible character'],
    [{ oltext: 'x{n}', 'ol-n': '\u2003' }, FACTS, 'ol-n must have a visible character'],
    [{ oltext: 'x{n}', 'ol-n': '\u200d\ufe0f\u115f' }, FACTS, 'ol-n must have a visible character'],
    [
      { oltext: 'x{n}', 'ol-n': `a${pile}` },
      FACTS,
      'ol-n must not have more than 4 combining marks on a letter',
    ],
    ...['\u200d', '\u200c', '\u2060', '\u00ad', '\u061c', '\u034f'].map((hidden) => {
      const refused: [Record<string, string>, Facts, string] = [
        { oltext: 'x{n}', 'ol-n': `a${`\u0301\u0301${hidden}`.repeat(3)}` },
        FACTS,
        'ol-n must not have more than 4 combining marks on a letter',
      ]
      return refused
    }),
    [{ oltext: '{ip}{n}', 'ol-n': '\u0338x' }, FACTS, 'ol-n must not begin with a combining mark'],
    [{ oltext: '{ip}{n}', 'ol-n': '\u200c\u20e0x' }, FACTS, 'ol-n must not begin with a combining mark'],
    [
      { oltext: 'a{n}', 'ol-n': 'x'.repeat(200) },
      FACTS,
      'oltext has 201 characters with its values filled in: at most 200 are allowed',
    ],
  ])('refuses %j', (parameters, facts, detail) => {
    const options = parseOptions(new Map(Object.entries(parameters)))
    expect(() => fillTexts(options, facts)).toThrow(failure('bad-parameter', detail))
  })

  test.each(['\u202e', '\u2067', '\u2069', '\u2028', '\u0085', '\ud800', '\n'])(
    'refuses values with %j',
    (character) => {
      const parameters = new Map([['ol-n', `a${character}b`]])
      expect(() => parseOptions(parameters)).toThrow(/^ol-n must be up to 200 characters/)
    },
  )

  test('inserts values literally, and a second filling changes nothing', () => {
    const value = fc
      .string({ unit: fc.constantFrom('a', '{', '}', '\\', 'n', '{name}', 'ש'), minLength: 1, maxLength: 8 })
      .filter((text) => /[anש]/u.test(text))
    fc.assert(
      fc.property(writtenText, value, (written, name) => {
        const text = `a${written}{name}`
        const { options } = fillTexts({ oltext: text, 'ol-name': name }, FACTS)
        const [overlay] = overlaysOf(options)
        expect(overlay?.text?.endsWith(`\u2068${name}\u2069`)).toBe(true)
        expect(fillTexts(options, {})).toEqual({ options, until: undefined })
      }),
    )
  })
})

test.each(['ol-ip', 'ol-kid', 'ol-expire', 'ol-start', 'ol-date'])('the name %s is reserved', (name) => {
  expect(() => assertNotReserved(['width', name])).toThrow(
    failure('bad-parameter', `${name} is reserved: {${name.slice(3)}} is filled with what is signed`),
  )
  expect(() => parseOptions(new Map([[name, 'x']]))).toThrow(
    failure('bad-parameter', `unknown parameter ${name}`),
  )
})

describe('a text of a preset', () => {
  test.each([{ oltext: '{ip} {kid} {date} {expire}' }, { oltext: '{name}' }, { ol2text: 'x' }])(
    'is accepted if it can be filled: %j',
    (options) => {
      expect(() => assertFillable(options)).not.toThrow()
    },
  )

  test.each([
    [{ oltext: '{start}' }, 'oltext has {start}, which nothing fills'],
    [{ ol3text: ' \\n' }, 'ol3text must have a visible character'],
  ])('is refused if it can never be filled: %j', (options, detail) => {
    expect(() => assertFillable(options)).toThrow(failure('bad-parameter', detail))
  })
})
