import type { Box } from './box.ts'
import type { Outline } from './outline.ts'
import type { Glyph, Metrics } from './shaper.ts'

/**
 * Pattern for characters that a font may have only as colored pictures: emoji, flags and keycaps.
 */
const PICTOGRAPH = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u

/**
 * Glyph number that stands for a box with width 0. A box's width in font units is added to this
 * number. No font glyph has such a number, because glyph numbers in fonts have at most 24 bits.
 */
const FIRST_BOX = 1 << 24
/** Margin around a box, and its frame's thickness, in em. */
const [MARGIN, FRAME] = [1 / 16, 1 / 20]

/** Properties of a font and its glyphs. */
export interface Outlines {
  readonly unitsPerEm: number
  isEmpty(glyph: number): boolean
}

/**
 * Replaces each pictograph for which a font draws nothing with a box glyph. A font draws nothing
 * if, for example, it has the pictograph only as a bitmap.
 * @param text paragraph text
 * @param glyphs an item's glyphs, with the first UTF-16 units of their clusters
 * @param to the item's end
 */
export function boxPictographs(
  text: string,
  glyphs: readonly Glyph[],
  to: number,
  { unitsPerEm, isEmpty }: Outlines,
): readonly Glyph[] {
  if (!PICTOGRAPH.test(text)) return glyphs
  const starts = [...new Set(glyphs.map(({ at }) => at))].sort((a, b) => a - b)
  const boxed = new Set(
    starts.filter((at, index) => {
      const drawn = glyphs.some((glyph) => glyph.at === at && !isEmpty(glyph.id))
      return !drawn && PICTOGRAPH.test(text.slice(at, starts[index + 1] ?? to))
    }),
  )
  const widthOf = (cluster: number) =>
    glyphs.reduce((sum, { at, advance }) => sum + (at === cluster ? advance : 0), 0)
  return glyphs.flatMap((glyph, index) => {
    const { at } = glyph
    if (!boxed.has(at)) return glyph
    // The cluster's first glyph becomes the box. Its other glyphs are left out.
    if (glyphs[index - 1]?.at === at) return []
    const advance = Math.max(0, widthOf(at))
    return { id: FIRST_BOX + Math.round(advance * unitsPerEm), at, advance, x: 0, y: 0 }
  })
}

/** Returns `true` if a glyph is a box that `boxPictographs` has made. */
export const isBox = (glyph: number): boolean => glyph >= FIRST_BOX

/** Returns a box outline: a frame as wide as the glyph, and as high as a line in the font. */
export function boxOutline(glyph: number, { ascent, descent }: Metrics, unitsPerEm: number): Outline {
  const units = (em: number) => Math.round(em * unitsPerEm)
  const margin = units(MARGIN)
  const outer = {
    left: margin,
    top: margin - units(ascent),
    right: glyph - FIRST_BOX - margin,
    bottom: units(descent) - margin,
  }
  const frame = units(FRAME)
  const inner = {
    left: outer.left + frame,
    top: outer.top + frame,
    right: outer.right - frame,
    bottom: outer.bottom - frame,
  }
  if (inner.right <= inner.left || inner.bottom <= inner.top) return { data: '', box: outer }
  return { data: `${rectangle(outer, 'h', 'v')}${rectangle(inner, 'v', 'h')}`, box: outer }
}

/**
 * Returns a rectangle as path data from its upper left corner. It runs clockwise if it begins with
 * `h`. An inner rectangle that runs the other way becomes a hole.
 */
function rectangle({ left, top, right, bottom }: Box, first: 'h' | 'v', second: 'h' | 'v'): string {
  const [across, down] = [right - left, bottom - top]
  const [one, two] = first === 'h' ? [across, down] : [down, across]
  return `M${left} ${top}${first}${one}${second}${two}${first}${-one}z`
}
