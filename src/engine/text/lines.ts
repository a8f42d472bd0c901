import { wrap } from './breaks.ts'
import { clustersOf, visualOrder } from './items.ts'
import type { Paragraph, ShapedItem, ShapedText } from './shape.ts'
import type { Glyph, Metrics } from './shaper.ts'

/** Consecutive glyphs from one font on a line. The first glyph's position is in em. */
export interface Run {
  readonly font: number
  readonly x: number
  readonly glyphs: readonly Glyph[]
}

/** Text line. Its lengths are in em. */
export interface TextLine extends Metrics {
  readonly width: number
  readonly isRightToLeft: boolean
  /** Glyph runs, from left to right. */
  readonly runs: readonly Run[]
}

const advanceOf = (glyphs: readonly Glyph[]) => glyphs.reduce((sum, { advance }) => sum + advance, 0)

/**
 * Returns the advance for each UTF-16 unit in a paragraph. A glyph's advance counts at the first
 * unit of its cluster.
 */
function advancesOf({ text, items }: Paragraph): number[] {
  const advances = Array.from({ length: text.length }, () => 0)
  for (const { glyphs } of items)
    for (const { at, advance } of glyphs) advances[at] = (advances[at] ?? 0) + advance
  return advances
}

/**
 * Returns the indices at which a word that is too long for a line may be divided: between grapheme
 * clusters that do not share a glyph.
 */
function dividesOf({ text, items }: Paragraph): number[] {
  const starts = new Set(items.flatMap(({ glyphs }) => glyphs.map(({ at }) => at)))
  return clustersOf(text).filter((at) => starts.has(at))
}

function metricsOf(runs: readonly Run[], { fonts }: ShapedText): Metrics {
  const drawn = fonts.filter((_, font) => font === 0 || runs.some((run) => run.font === font))
  const most = (key: keyof Metrics) => Math.max(...drawn.map((metrics) => metrics[key]))
  return { ascent: most('ascent'), descent: most('descent'), gap: most('gap') }
}

function runsOf(items: readonly ShapedItem[]): Run[] {
  let x = 0
  return items.map(({ font, from, to, glyphs }) => {
    const run = { font, x, glyphs: glyphs.filter(({ at }) => at >= from && at < to) }
    x += advanceOf(run.glyphs)
    return run
  })
}

/**
 * Divides a shaped text into lines, at its line feeds and where it is wider than `width`. Letters
 * keep their forms from the undivided text.
 * @param width line width in em. If it is absent, only line feeds divide the text
 */
export function linesOf(text: ShapedText, width?: number): readonly TextLine[] {
  return text.paragraphs.flatMap((paragraph) => {
    const whole = { from: 0, to: paragraph.text.length }
    const parts =
      width === undefined ? [whole] : wrap(paragraph.text, advancesOf(paragraph), dividesOf(paragraph), width)
    return parts.map(({ from, to }) => {
      const runs = runsOf(visualOrder(paragraph.items, from, to))
      return {
        ...metricsOf(runs, text),
        width: runs.reduce((sum, { glyphs }) => sum + advanceOf(glyphs), 0),
        isRightToLeft: paragraph.isRightToLeft,
        runs,
      }
    })
  })
}
