import { describe, expect, it } from 'vitest'
import { type ShapedText, shapeText } from '../../../../src/engine/text/shape.ts'
import { failure } from '../../../support/process/failure.ts'
import { FONTS, type FontName } from '../../../support/text/fonts.ts'

const shape = (text: string, ...fonts: readonly FontName[]): ShapedText =>
  shapeText(
    text,
    fonts.map((name) => FONTS[name]()),
  )

const itemsOf = ({ paragraphs }: ShapedText) => paragraphs.flatMap(({ items }) => items)
const glyphsOf = (text: ShapedText) => itemsOf(text).flatMap(({ glyphs }) => glyphs)
const widthOf = (text: ShapedText) => glyphsOf(text).reduce((sum, { advance }) => sum + advance, 0)
const idsOf = (text: ShapedText) => glyphsOf(text).map(({ id }) => id)

/** Returns a text's parts, each with its font's index and its bidi level. */
const parts = (text: string, ...fonts: readonly FontName[]) =>
  itemsOf(shape(text, ...fonts)).map(({ from, to, font, level }) => [text.slice(from, to), font, level])

describe('a shaped text', () => {
  it('has kerning, and marks in their places', () => {
    expect(widthOf(shape('AV', 'latin'))).toBeLessThan(
      widthOf(shape('A', 'latin')) + widthOf(shape('V', 'latin')),
    )
    const marks = ['x', 'X'].map((letter) => glyphsOf(shape(`${letter}\u0301`, 'latin'))[1])
    expect(marks.map((mark) => mark?.advance)).toEqual([0, 0])
    expect(marks[0]?.x).not.toBe(marks[1]?.x)
  })

  it('has a composed accent if the font has no mark', () => {
    expect(shape('e\u0301', 'latin').isComplete).toBe(true)
  })

  it('has joined Arabic letters, from right to left', () => {
    const [joined, apart] = [shape('ممم', 'arabic'), shape('م م م', 'arabic')]
    expect(new Set(idsOf(joined)).size).toBe(3)
    expect(widthOf(joined)).toBeLessThan(widthOf(apart))
    expect(glyphsOf(joined).map(({ at }) => at)).toEqual([2, 1, 0])
  })

  it('joins letters across a change of direction and font', () => {
    const [letter] = itemsOf(shape('م\u200dA', 'arabic', 'latin'))
    expect(letter?.glyphs.at(-1)?.id).not.toEqual(idsOf(shape('م', 'arabic'))[0])
  })

  it('has each script shaped by itself', () => {
    const devanagari = idsOf(shape('क्षत्रिय', 'devanagari'))
    const mixed = itemsOf(shape('A क्षत्रिय', 'japanese', 'devanagari'))
    expect(mixed.at(-1)?.glyphs.map(({ id }) => id)).toEqual(devanagari)
    expect(devanagari.length).toBeLessThan('क्षत्रिय'.length)
  })

  it('uses for each cluster the first font that has all of it', () => {
    expect(parts('a漢b', 'latin', 'japanese')).toEqual([
      ['a', 0, 0],
      ['漢', 1, 0],
      ['b', 0, 0],
    ])
    expect(parts('שלום abc', 'latin', 'hebrew')).toEqual([
      ['שלום', 1, 1],
      [' ', 0, 1],
      ['abc', 0, 2],
    ])
  })

  it('shows the missing-glyph box of the first font for characters that no font has', () => {
    const text = shape('a漢', 'latin', 'hebrew')
    expect(text.isComplete).toBe(false)
    expect(glyphsOf(text).at(-1)?.id).toBe(0)
    expect(text.fonts[0]?.outlines.get(0)?.data).not.toBe('')
  })

  it('shows nothing for direction marks and controls', () => {
    const text = shape('\u2068ab\u2069\t', 'latin')
    expect(text.isComplete).toBe(true)
    const drawn = glyphsOf(text).filter(({ id }) => text.fonts[0]?.outlines.get(id)?.data !== '')
    expect(drawn.length).toBe(2)
  })

  it('keeps the direction of a value inside isolates', () => {
    expect(
      parts('a \u2068אב\u2069 1', 'latin', 'hebrew').filter(([part]) => /[א1]/.test(String(part))),
    ).toEqual([
      ['אב', 1, 1],
      [expect.stringContaining(' 1'), 0, 0],
    ])
  })

  it('is plain data with each outline once', () => {
    const text = shape('aaaa', 'latin')
    expect(text.fonts[0]?.outlines.size).toBe(1)
    expect(structuredClone(text)).toEqual(text)
  })

  it('has a limited length', () => {
    expect(() => shape('a'.repeat(2001), 'latin')).toThrow(
      failure('too-large', 'the text has more than 2000 characters: use less text'),
    )
  })
})
