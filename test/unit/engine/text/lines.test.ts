import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { breaksOf } from '../../../../src/engine/text/breaks.ts'
import { linesOf } from '../../../../src/engine/text/lines.ts'
import { shapeText } from '../../../../src/engine/text/shape.ts'
import { runs } from '../../../support/properties/runs.ts'
import { FONTS, type FontName } from '../../../support/text/fonts.ts'

const ALL = Object.keys(FONTS) as FontName[]
const fonts = ALL.map((name) => FONTS[name]())

/** Returns the lines of a text, each with its characters in the order in which they are drawn. */
function drawn(text: string, width?: number): string[] {
  return linesOf(shapeText(text, fonts), width).map(({ runs }) =>
    runs.flatMap(({ glyphs }) => glyphs.map(({ at }) => text[at])).join(''),
  )
}

const split = (text: string) => {
  const ends = [0, ...breaksOf(text)]
  return ends.slice(1).map((end, index) => text.slice(ends[index], end))
}

describe('a line', () => {
  it.each([
    [
      'after blanks and hyphens, not before punctuation',
      'A well-kept, “new” $5 (a b)',
      ['A ', 'well-', 'kept, ', '“new” ', '$5 ', '(a ', 'b)'],
    ],
    ['between ideographs, not before a full stop', '漢字。「か」', ['漢', '字。', '「か」']],
    ['not at a no-break space', 'a\u00a0b c', ['a\u00a0b ', 'c']],
    ['between Thai words', 'ภาษาไทย', ['ภาษา', 'ไทย']],
    // Chromium 156 breaks at the same places.
    [
      'not within the parts of a URL',
      'see http://example.com/a/b_c.html',
      ['see ', 'http://example.com/a/b_c.html'],
    ],
    [
      'after blanks, whatever follows',
      'a /usr/b (c ) 日 、本',
      ['a ', '/usr/b ', '(c ', ') ', '日 ', '、', '本'],
    ],
    ['after hyphens and a question mark of a URL', '//a.de/b-c?d=1&e=2', ['//a.de/b-', 'c?', 'd=1&e=2']],
    ['not at a slash between Latin letters and numbers', 'and/or 1/2 a/1', ['and/or ', '1/2 ', 'a/1']],
    ['at a slash beside other letters', 'αβγ/δε 日本/語', ['αβγ/', 'δε ', '日', '本/', '語']],
    ['between brackets', '(a)(b)[1][2] a(b)', ['(a)', '(b)', '[1]', '[2] ', 'a(b)']],
    ['after a hyphen, not after a sign', 'a-1 -1 --x', ['a-', '1 ', '-1 ', '-', '-', 'x']],
    [
      'not after an exclamation mark, a bar or a brace',
      'a!b a|b a}b c++/cli',
      ['a!b ', 'a|b ', 'a}b ', 'c++/cli'],
    ],
  ])('may end %s', (_, text, parts) => expect(split(text)).toEqual(parts))
})

describe('the lines of a text', () => {
  it('end at line feeds, and are as long as possible', () => {
    expect(linesOf(shapeText('one two\nthree', fonts)).map(({ runs }) => runs[0]?.glyphs.length)).toEqual([
      7, 5,
    ])
    expect(drawn('one two three', 4.5)).toEqual(['one two', 'three'])
    expect(drawn('one two three', 1.9)).toEqual(['one', 'two', 'thr', 'ee'])
  })

  it('may be empty', () => {
    const [, empty] = linesOf(shapeText('a\n\nb', fonts))
    expect(empty?.runs).toEqual([])
    expect(empty).toMatchObject({ width: 0, ascent: expect.closeTo(1.069), descent: expect.closeTo(0.293) })
  })

  it('are in visual order', () => {
    expect(drawn('אבג abc דהו')).toEqual(['והד abc גבא'])
    expect(drawn('abc אבג דהו ghi')).toEqual(['abc והד גבא ghi'])
    expect(drawn('abc אבג דהו ghi', 3.7)).toEqual(['abc גבא', 'והד ghi'])
    expect(drawn('אב 12 גד')).toEqual(['דג 12 בא'])
  })

  it('have the direction of their paragraph', () => {
    expect(linesOf(shapeText('abc\nאבג', fonts)).map(({ isRightToLeft }) => isRightToLeft)).toEqual([
      false,
      true,
    ])
  })

  it('are as high as the highest of their fonts', () => {
    const [latin, mixed] = linesOf(shapeText('a\na क', fonts))
    expect(mixed?.ascent).toBeGreaterThanOrEqual(latin?.ascent ?? 0)
  })

  const words = fc.array(
    fc.constantFrom('word', 'a', 'longer', 'שלום', 'क्षत्रिय', '漢字', 'العربية', 'ภาษา', '12'),
    {
      minLength: 1,
      maxLength: 12,
    },
  )

  it('are never wider than requested, except for a single cluster, and leave out only blanks', () => {
    fc.assert(
      fc.property(words, fc.double({ min: 0.1, max: 12, noNaN: true }), (parts, width) => {
        const text = parts.join(' ')
        const lines = linesOf(shapeText(text, fonts), width)
        for (const { width: own, runs } of lines)
          if (own > width + 1e-6)
            expect(new Set(runs.flatMap(({ glyphs }) => glyphs.map(({ at }) => at))).size).toBe(1)
        const kept = lines.flatMap(({ runs }) => runs.flatMap(({ glyphs }) => glyphs.map(({ at }) => at)))
        const all = linesOf(shapeText(text, fonts)).flatMap(({ runs }) =>
          runs.flatMap(({ glyphs }) => glyphs.map(({ at }) => at)),
        )
        const dropped = all.filter((at) => !kept.includes(at))
        expect(dropped.every((at) => text[at] === ' ')).toBe(true)
      }),
      { numRuns: runs(30) },
    )
  })
})
