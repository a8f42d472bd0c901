import bidiFactory from 'bidi-js/dist/bidi.mjs'
import { Failure } from '../errors.ts'
import { fontsOf, type Item, itemsOf } from './items.ts'
import type { Outline } from './outline.ts'
import { type Glyph, type Metrics, type Shaper, withShaper } from './shaper.ts'

/** An item with its glyphs, from left to right. Their `at` counts from the start of the paragraph. */
export interface ShapedItem extends Item {
  readonly glyphs: readonly Glyph[]
}

/** A part of a text that a line feed ends. */
export interface Paragraph {
  readonly text: string
  readonly isRightToLeft: boolean
  /** In logical order. */
  readonly items: readonly ShapedItem[]
}

/** What a text needs of a font. */
export interface ShapedFont extends Metrics {
  readonly unitsPerEm: number
  readonly outlines: ReadonlyMap<number, Outline>
}

/** A shaped text of any size and width: plain data, without its fonts. */
export interface ShapedText {
  readonly paragraphs: readonly Paragraph[]
  readonly fonts: readonly ShapedFont[]
  /** Whether the fonts have all glyphs; the first draws its box for others. */
  readonly isComplete: boolean
}

const { getEmbeddingLevels } = bidiFactory()
/** A damaged font can make many glyphs of one character. */
const MAX_GLYPHS = 2_000
const MAX_CHARACTERS = 2_000
/** Characters of lines and controls, which end no line here and draw nothing. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]/gu

function shapeParagraph(text: string, start: number, shaper: Shaper) {
  const { levels, paragraphs } = getEmbeddingLevels(text, 'auto')
  const fonts = fontsOf(text, shaper)
  const items = itemsOf(text, levels, fonts).map((item): ShapedItem => {
    const { font, from, to, level } = item
    const glyphs = shaper.shape(font, start + from, start + to, level % 2 === 1)
    return { ...item, glyphs: glyphs.map((glyph) => ({ ...glyph, at: glyph.at - start })) }
  })
  const isRightToLeft = (paragraphs[0]?.level ?? 0) % 2 === 1
  return { paragraph: { text, isRightToLeft, items }, isComplete: !fonts.includes(-1) }
}

function outlinesOf(font: number, paragraphs: readonly Paragraph[], shaper: Shaper): Map<number, Outline> {
  const outlines = new Map<number, Outline>()
  for (const { items } of paragraphs)
    for (const item of items)
      for (const { id } of item.font === font ? item.glyphs : [])
        if (!outlines.has(id)) outlines.set(id, shaper.outline(font, id))
  return outlines
}

/**
 * Shapes a text by the rules of its scripts and of the fonts: directions, ligatures, marks, kerning.
 * @param given with line feeds
 * @param fonts TrueType or OpenType; each cluster is drawn in the first that has all its glyphs
 * @throws Failure corrupt: a font is damaged; too-large: too much text, or too many glyphs
 * @example layOut(shapeText('Hello', [font]), { size: 64 }).svg('#ffffff')
 */
export function shapeText(given: string, fonts: readonly Uint8Array[]): ShapedText {
  if (given.length > MAX_CHARACTERS)
    throw new Failure('too-large', `the text has more than ${MAX_CHARACTERS} characters`)
  const parts = given.split('\n').map((part) => part.replace(CONTROLS, ' '))
  return withShaper(parts.join('\n'), fonts, (shaper) => {
    let start = 0
    const shaped = parts.map((part) => {
      const found = shapeParagraph(part, start, shaper)
      start += part.length + 1
      return found
    })
    const paragraphs = shaped.map(({ paragraph }) => paragraph)
    const count = paragraphs.flatMap(({ items }) => items).reduce((sum, { glyphs }) => sum + glyphs.length, 0)
    if (count > MAX_GLYPHS) throw new Failure('too-large', `the text has more than ${MAX_GLYPHS} glyphs`)
    return {
      paragraphs,
      fonts: fonts.map((_, font) => ({
        ...shaper.metrics(font),
        unitsPerEm: shaper.unitsPerEm(font),
        outlines: outlinesOf(font, paragraphs, shaper),
      })),
      isComplete: shaped.every(({ isComplete }) => isComplete),
    }
  })
}
