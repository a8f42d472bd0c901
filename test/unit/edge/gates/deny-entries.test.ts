import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { formatEntries, MAX_ENTRIES, parseEntries } from '../../../../src/edge/gates/deny-entries.ts'
import { silentFailure } from '../../../support/process/failure.ts'

const A = 'a'.repeat(64)
const B = '0123456789abcdef'.repeat(4)

const hash = fc.stringMatching(/^[0-9a-f]{64}$/)
const expire = fc.option(fc.nat({ max: 999_999_999_999 }), { nil: undefined })

test('formatted entries parse to the same entries', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(hash, expire)), (list) => {
      const entries = new Map(list)
      expect(parseEntries(formatEntries(entries))).toEqual(entries)
    }),
  )
})

test('any text is either parsed or refused', () => {
  const line = fc.oneof(hash, fc.string(), fc.constantFrom('', ' ', '\r'))
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      try {
        for (const key of parseEntries(lines.join('\n')).keys()) expect(key).toMatch(/^[0-9a-f]{64}$/)
      } catch (error) {
        expect(error).toMatchObject({ code: 'deny-list-unavailable', detail: undefined })
      }
    }),
  )
})

describe('a list is accepted', () => {
  it.each<[string, [string, number | undefined][]]>([
    ['', []],
    ['\n', []],
    [A, [[A, undefined]]],
    [`${A}\n`, [[A, undefined]]],
    [
      `${A}\r\n\r\n${B} 17\r\n`,
      [
        [A, undefined],
        [B, 17],
      ],
    ],
    [`${A} 1\n${A} 2`, [[A, 2]]],
  ])('with %j', (text, entries) => {
    expect([...parseEntries(text)]).toEqual(entries)
  })

  it(`with ${MAX_ENTRIES} entries`, () => {
    const lines = Array.from({ length: MAX_ENTRIES }, (_, index) => index.toString(16).padStart(64, '0'))
    const text = lines.map((each) => `${each} 999999999999\r\n`).join('')
    expect(parseEntries(text).size).toBe(MAX_ENTRIES)
    expect(() => parseEntries(text + A)).toThrow(
      silentFailure('deny-list-unavailable', `the deny list is longer than ${MAX_ENTRIES} entries`),
    )
    expect(() => parseEntries(`${lines.join('\n')}\n${A}`)).toThrow(
      silentFailure(
        'deny-list-unavailable',
        `the deny list has ${MAX_ENTRIES + 1} entries: at most ${MAX_ENTRIES} are allowed`,
      ),
    )
  })
})

describe('a list is refused without being quoted', () => {
  it.each([
    ['a token', 'rV2nq0tXbQy4m0zXzgx1Yf0bQ0aHkq2vI9wPl3sTnE8'],
    ['a URL', 'https://img.example.com/a.jpg?width=400&token=x'],
    ['too few digits', A.slice(1)],
    ['too many digits', `${A}a`],
    ['upper case', A.toUpperCase()],
    ['no digits', 'g'.repeat(64)],
    ['a blank before', ` ${A}`],
    ['a blank behind', `${A} `],
    ['two blanks', `${A}  17`],
    ['a tab', `${A}\t17`],
    ['a negative time', `${A} -1`],
    ['a fraction', `${A} 1.5`],
    ['a long time', `${A} 1234567890123`],
    ['a comma', `${A},${A}`],
    ['JSON', `["${A}"]`],
    ['a comment', '# none'],
    ['a byte order mark', `\ufeff${A}`],
    ['NUL', `${A}\0`],
  ])('with %s', (_, line) => {
    expect(() => parseEntries(`${B}\n${line}\n`)).toThrow(
      silentFailure('deny-list-unavailable', 'the deny list is malformed in line 2'),
    )
  })
})
