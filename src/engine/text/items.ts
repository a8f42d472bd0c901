import { scriptsOf } from './scripts.ts'
import type { Shaper } from './shaper.ts'

/** A part of a text in one direction, script and font: what HarfBuzz shapes at once. */
export interface Item {
  /** Indices of UTF-16 units. */
  readonly from: number
  readonly to: number
  /** Embedding level (UAX 9): odd from right to left. */
  readonly level: number
  readonly font: number
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
/** Drawn as nothing where a font has no glyph for it. */
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/u

/** Where the grapheme clusters of a text begin. */
export const clustersOf = (text: string): readonly number[] =>
  Array.from(graphemes.segment(text), ({ index }) => index)

const charactersOf = (text: string): readonly number[] =>
  Array.from(text)
    .filter((character) => !IGNORABLE.test(character))
    .map((character) => character.codePointAt(0) ?? 0)

/** Fonts often have a letter with its accent, but not the accent alone. */
const hasAll = (shaper: Shaper, font: number, cluster: string): boolean =>
  [cluster, cluster.normalize('NFC')].some((text) =>
    charactersOf(text).every((character) => shaper.has(font, character)),
  )

/** The first font with all glyphs of a cluster, or -1. */
function fontFor(cluster: string, shaper: Shaper): number {
  for (let font = 0; font < shaper.fonts; font++) if (hasAll(shaper, font, cluster)) return font
  return -1
}

/** For each UTF-16 unit the font that draws it, -1 where none has its cluster. */
export function fontsOf(text: string, shaper: Shaper): readonly number[] {
  return Array.from(graphemes.segment(text)).flatMap(({ segment }) => {
    const font = fontFor(segment, shaper)
    return Array.from({ length: segment.length }, () => font)
  })
}

/**
 * Splits a paragraph into items, in logical order.
 * @param levels of each UTF-16 unit
 * @param fonts as `fontsOf` gives them; where there is none, the first draws its box
 */
export function itemsOf(text: string, levels: ArrayLike<number>, fonts: readonly number[]): readonly Item[] {
  const scripts = scriptsOf(text)
  const items: Item[] = []
  const isSame = (at: number) =>
    levels[at] === levels[at - 1] && scripts[at] === scripts[at - 1] && fonts[at] === fonts[at - 1]
  let from = 0
  for (let to = 1; to <= text.length; to++) {
    if (to < text.length && isSame(to)) continue
    items.push({ from, to, level: levels[from] ?? 0, font: Math.max(0, fonts[from] ?? 0) })
    from = to
  }
  return items
}

/** The parts of items that lie in a line, in the order in which they are read from left to right (UAX 9, L2). */
export function visualOrder<T extends Item>(items: readonly T[], from: number, to: number): readonly T[] {
  const line = items
    .filter((item) => item.from < to && item.to > from)
    .map((item) => ({ ...item, from: Math.max(from, item.from), to: Math.min(to, item.to) }))
  const levels = line.map(({ level }) => level)
  const lowestOdd = Math.min(...levels.filter((level) => level % 2 === 1))
  for (let level = Math.max(0, ...levels); level >= lowestOdd; level--) reverseRuns(line, level)
  return line
}

function reverseRuns<T extends Item>(line: T[], least: number): void {
  for (let start = 0; start < line.length; start++) {
    let end = start
    while ((line[end]?.level ?? -1) >= least) end++
    line.splice(start, end - start, ...line.slice(start, end).reverse())
    start = Math.max(start, end)
  }
}
