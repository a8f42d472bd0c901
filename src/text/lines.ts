import bidiFactory from 'bidi-js/dist/bidi.mjs'
import { Failure } from '../errors.ts'
import { type Line, wrap } from './breaks.ts'
import { clustersOf, fontsOf, type Item, itemsOf, visualOrder } from './items.ts'
import type { Glyph, Metrics, Shaper } from './shaper.ts'

/** Glyphs of one font, in em, and where they begin on their line. */
export interface Run {
  readonly font: number
  readonly x: number
  readonly glyphs: readonly Glyph[]
}

/** A line of a text, in em. */
export interface TextLine extends Metrics {
  readonly width: number
  /** Whether its paragraph is read from right to left. */
  readonly isRightToLeft: boolean
  readonly runs: readonly Run[]
}

/** The lines of a text, and whether a font has every glyph. */
export interface TextLines {
  readonly lines: readonly TextLine[]
  readonly isComplete: boolean
}

const { getEmbeddingLevels } = bidiFactory()
/** A damaged font can make many glyphs of one character. */
const MAX_GLYPHS = 2_000
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]/gu

const advanceOf = (glyphs: readonly Glyph[]) => glyphs.reduce((sum, { advance }) => sum + advance, 0)

/** The advances of a paragraph on one line, by the UTF-16 unit at which each glyph's cluster begins. */
function advancesOf(text: string, items: readonly Item[], shape: (item: Item) => readonly Glyph[]): number[] {
  const advances = Array.from(text, () => 0)
  while (advances.length < text.length) advances.push(0)
  for (const item of items)
    for (const { at, advance } of shape(item)) advances[at] = (advances[at] ?? 0) + advance
  return advances
}

function metricsOf(fonts: readonly number[], shaper: Shaper): Metrics {
  const all = [...new Set([0, ...fonts])].map(shaper.metrics)
  const most = (key: keyof Metrics) => Math.max(...all.map((metrics) => metrics[key]))
  return { ascent: most('ascent'), descent: most('descent'), gap: most('gap') }
}

function runsOf(items: readonly Item[], shape: (item: Item) => readonly Glyph[]): Run[] {
  let x = 0
  return items.map((item) => {
    const run = { font: item.font, x, glyphs: shape(item) }
    x += advanceOf(run.glyphs)
    return run
  })
}

/**
 * Divides a text into lines of shaped glyphs: at its line feeds, and where it is wider than `width`.
 * @param shaper of this very text
 * @param width of a line in em; none to divide at line feeds only
 * @throws Failure too-large: too many glyphs
 */
export function linesOf(text: string, shaper: Shaper, width = Number.POSITIVE_INFINITY): TextLines {
  let count = 0
  let isComplete = true

  function paragraphLines(paragraph: string, start: number): TextLine[] {
    const { levels, paragraphs } = getEmbeddingLevels(paragraph, 'auto')
    const fonts = fontsOf(paragraph, shaper)
    if (fonts.includes(-1)) isComplete = false
    const items = itemsOf(paragraph, levels, fonts)
    function shape({ font, from, to, level }: Item): readonly Glyph[] {
      const glyphs = shaper.shape(font, start + from, start + to, level % 2 === 1)
      return glyphs.map((glyph) => ({ ...glyph, at: glyph.at - start }))
    }
    const whole = [{ from: 0, to: paragraph.length }]
    const parts: readonly Line[] =
      width === Number.POSITIVE_INFINITY
        ? whole
        : wrap(paragraph, advancesOf(paragraph, items, shape), clustersOf(paragraph), width)
    return parts.map(({ from, to }) => {
      const runs = runsOf(visualOrder(items, from, to), shape)
      count += runs.reduce((sum, { glyphs }) => sum + glyphs.length, 0)
      if (count > MAX_GLYPHS) throw new Failure('too-large', `the text has more than ${MAX_GLYPHS} glyphs`)
      const drawn = runs.map(({ font }) => font)
      return {
        ...metricsOf(drawn, shaper),
        width: runs.reduce((sum, { glyphs }) => sum + advanceOf(glyphs), 0),
        isRightToLeft: (paragraphs[0]?.level ?? 0) % 2 === 1,
        runs,
      }
    })
  }

  let start = 0
  const lines = text.split('\n').flatMap((paragraph) => {
    const found = paragraphLines(paragraph, start)
    start += paragraph.length + 1
    return found
  })
  return { lines, isComplete }
}

/** Control characters draw nothing; those of other scripts' lines end no line here. */
export const plainText = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replace(CONTROLS, ' '))
    .join('\n')
