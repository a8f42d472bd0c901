import bidiFactory from 'bidi-js/dist/bidi.mjs'
import { Failure } from '../../errors.ts'
import type { Seat } from '../../memory/index.ts'
import { fontsOf, type Item, itemsOf } from './items.ts'
import type { Outline } from './outline.ts'
import { boxOutline, boxPictographs, isBox } from './pictographs.ts'
import { type Glyph, type Metrics, type Shaper, withShaper } from './shaper.ts'

/**
 * Item with its glyphs, from left to right. A glyph's `at` counts from the start of the paragraph.
 */
export interface ShapedItem extends Item {
  readonly glyphs: readonly Glyph[]
}

/** Paragraph: the part of a text up to a line feed or the end. */
export interface Paragraph {
  readonly text: string
  readonly isRightToLeft: boolean
  /** The paragraph's items in logical order, with their glyphs. */
  readonly items: readonly ShapedItem[]
}

/** A font's metrics, and the outlines of the glyphs that a text uses. */
export interface ShapedFont extends Metrics {
  readonly unitsPerEm: number
  readonly outlines: ReadonlyMap<number, Outline>
}

/**
 * Shaped text, which can be set in any size and width. It is plain data and does not contain its
 * fonts.
 */
export interface ShapedText {
  readonly paragraphs: readonly Paragraph[]
  readonly fonts: readonly ShapedFont[]
  /** `true` if the fonts have all glyphs. For missing glyphs, the first font draws its box. */
  readonly isComplete: boolean
}

const { getEmbeddingLevels } = bidiFactory()
/** Maximum number of glyphs in a text. A damaged font can make many glyphs from one character. */
const MAX_GLYPHS = 2_000
/**
 * Maximum number of path data characters in all outlines together, equal to the limit for an SVG.
 * In a small font, many glyphs may share one long outline.
 */
const MAX_OUTLINES = 256 * 1024
const MAX_CHARACTERS = 2_000
/**
 * Control characters, line separators and paragraph separators. In texts they end no line and draw
 * nothing.
 */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]/gu

/**
 * Returns a function that adds up counts, and refuses the text as soon as the sum is too large.
 * Otherwise the text's results could take too much memory.
 */
function limit(max: number, refusal: string): (count: number) => void {
  let sum = 0
  return (count) => {
    sum += count
    if (sum > max) throw new Failure('too-large', refusal)
  }
}

/** Outline reader for all fonts. It reads each outline once and keeps it. */
interface OutlineReader {
  isEmpty(font: number, glyph: number): boolean
  outlinesOf(font: number, paragraphs: readonly Paragraph[]): Map<number, Outline>
}

function outlineReader(shaper: Shaper, addCharacters: (count: number) => void): OutlineReader {
  const read = new Map<string, Outline>()
  function outlineOf(font: number, glyph: number): Outline {
    const key = `${font}-${glyph}`
    const known = read.get(key)
    if (known) return known
    const outline = isBox(glyph)
      ? boxOutline(glyph, shaper.metrics(font), shaper.unitsPerEm(font))
      : shaper.outline(font, glyph)
    addCharacters(outline.data.length)
    read.set(key, outline)
    return outline
  }
  return {
    isEmpty: (font, glyph) => outlineOf(font, glyph).data === '',
    outlinesOf(font, paragraphs) {
      const items = paragraphs.flatMap((paragraph) => paragraph.items).filter((item) => item.font === font)
      const ids = new Set(items.flatMap(({ glyphs }) => glyphs.map(({ id }) => id)))
      return new Map([...ids].map((id) => [id, outlineOf(font, id)]))
    },
  }
}

function shapeParagraph(
  text: string,
  start: number,
  shaper: Shaper,
  outlines: OutlineReader,
  addGlyphs: (count: number) => void,
) {
  const { levels, paragraphs } = getEmbeddingLevels(text, 'auto')
  const fonts = fontsOf(text, shaper)
  const items = itemsOf(text, levels, fonts).map((item): ShapedItem => {
    const { font, from, to, level } = item
    const glyphs = shaper.shape(font, start + from, start + to, level % 2 === 1)
    addGlyphs(glyphs.length)
    const placed = glyphs.map((glyph) => ({ ...glyph, at: glyph.at - start }))
    const drawing = {
      unitsPerEm: shaper.unitsPerEm(font),
      isEmpty: (glyph: number) => outlines.isEmpty(font, glyph),
    }
    return { ...item, glyphs: boxPictographs(text, placed, to, drawing) }
  })
  const isRightToLeft = (paragraphs[0]?.level ?? 0) % 2 === 1
  return { paragraph: { text, isRightToLeft, items }, isComplete: !fonts.includes(-1) }
}

/**
 * Shapes a text by the rules of its scripts and fonts: directions, ligatures, marks, kerning.
 * @param given text with line feeds
 * @param fonts TrueType or OpenType files. Each cluster is drawn with the first font that has all
 *   its glyphs
 * @param seat right to the shaper's memory
 * @throws Failure corrupt: a font is damaged; too-large: too much text, too many glyphs or too long
 *   outlines
 * @example layOut(shapeText('Hello', [font]), { size: 64 }).svg('#ffffff')
 */
export function shapeText(given: string, fonts: readonly Uint8Array[], seat?: Seat): ShapedText {
  if (given.length > MAX_CHARACTERS)
    throw new Failure('too-large', `the text has more than ${MAX_CHARACTERS} characters: use less text`)
  const parts = given.split('\n').map((part) => part.replace(CONTROLS, ' '))
  return withShaper(
    parts.join('\n'),
    fonts,
    (shaper) => {
      const addGlyphs = limit(MAX_GLYPHS, `the text has more than ${MAX_GLYPHS} glyphs: use less text`)
      const addOutline = limit(MAX_OUTLINES, 'the outlines of the text are too complex: use less text')
      const outlines = outlineReader(shaper, addOutline)
      let start = 0
      const shaped = parts.map((part) => {
        const found = shapeParagraph(part, start, shaper, outlines, addGlyphs)
        start += part.length + 1
        return found
      })
      const paragraphs = shaped.map(({ paragraph }) => paragraph)
      return {
        paragraphs,
        fonts: fonts.map((_, font) => ({
          ...shaper.metrics(font),
          unitsPerEm: shaper.unitsPerEm(font),
          outlines: outlines.outlinesOf(font, paragraphs),
        })),
        isComplete: shaped.every(({ isComplete }) => isComplete),
      }
    },
    seat,
  )
}
