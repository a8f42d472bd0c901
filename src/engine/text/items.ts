import { scriptsOf } from './scripts.ts'
import type { Shaper } from './shaper.ts'

/**
 * Part of a text in one direction, one script and one font. HarfBuzz shapes an item in one call.
 */
export interface Item {
  /** Indices of the item's first UTF-16 unit (`from`) and of the unit after its last (`to`). */
  readonly from: number
  readonly to: number
  /** Embedding level (UAX 9). Odd levels run from right to left. */
  readonly level: number
  readonly font: number
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
/** Pattern for characters that are invisible if a font has no glyph for them. */
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/u

/** Returns the indices at which a text's grapheme clusters begin. */
export const clustersOf = (text: string): readonly number[] =>
  Array.from(graphemes.segment(text), ({ index }) => index)

const charactersOf = (text: string): readonly number[] =>
  Array.from(text)
    .filter((character) => !IGNORABLE.test(character))
    .map((character) => character.codePointAt(0) ?? 0)

/**
 * `true` if a font has all characters in a cluster, either as written or composed. Fonts often have
 * an accented letter, but not the accent alone.
 */
const hasAll = (shaper: Shaper, font: number, cluster: string): boolean =>
  [cluster, cluster.normalize('NFC')].some((text) =>
    charactersOf(text).every((character) => shaper.has(font, character)),
  )

/** Returns the index of the first font with all glyphs for a cluster, or -1. */
function fontFor(cluster: string, shaper: Shaper): number {
  for (let font = 0; font < shaper.fonts; font++) if (hasAll(shaper, font, cluster)) return font
  return -1
}

/**
 * Returns the index of the font that draws each UTF-16 unit, or -1 if no font has all glyphs for
 * the unit's cluster.
 */
export function fontsOf(text: string, shaper: Shaper): readonly number[] {
  return Array.from(graphemes.segment(text)).flatMap(({ segment }) => {
    const font = fontFor(segment, shaper)
    return Array.from({ length: segment.length }, () => font)
  })
}

/**
 * Splits a paragraph into items, in logical order.
 * @param levels each UTF-16 unit's embedding level
 * @param fonts result from `fontsOf`. Where no font has the glyphs, the first font draws its box
 *   for missing glyphs
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

/**
 * Returns the parts of items that lie in a line, in visual order from left to right (UAX 9, L2).
 */
export function visualOrder<T extends Item>(items: readonly T[], from: number, to: number): readonly T[] {
  const line = items
    .filter((item) => item.from < to && item.to > from)
    .map((item) => ({ ...item, from: Math.max(from, item.from), to: Math.min(to, item.to) }))
  const levels = line.map(({ level }) => level)
  const lowestOdd = Math.min(...levels.filter((level) => level % 2 === 1))
  for (let level = Math.max(0, ...levels); level >= lowestOdd; level--) reverseRuns(line, level)
  return line
}

function reverseRuns<T extends Item>(line: T[], minLevel: number): void {
  for (let start = 0; start < line.length; start++) {
    let end = start
    while ((line[end]?.level ?? -1) >= minLevel) end++
    line.splice(start, end - start, ...line.slice(start, end).reverse())
    start = Math.max(start, end)
  }
}
