import { Failure } from '../../errors.ts'
import { type Box, integerBox, placed, sizeOf, spread, union } from './box.ts'
import { linesOf, type Run, type TextLine } from './lines.ts'
import type { ShapedFont, ShapedText } from './shape.ts'

/** Style in which a text is set. */
export interface TextStyle {
  /** Font size in pixels. */
  readonly size: number
  /** Maximum line width in pixels. Longer lines are divided. */
  readonly width?: number | undefined
  readonly align: 'left' | 'center' | 'right'
  /** Width in pixels by which the outline extends beyond the letters' edges. */
  readonly stroke?: number | undefined
}

/** Box around a text that is laid out, and the length of its SVG. */
export interface TextExtent {
  /**
   * Box in whole pixels that encloses the lines, the ink and the outline. The first line begins at
   * 0, 0.
   */
  readonly box: Box
  /** Length in bytes of the elements that place the glyphs in an SVG. */
  readonly glyphBytes: number
  /** Number of SVG groups around the elements that place the glyphs. */
  readonly groupCount: number
  /** `true` if the text is too long to be drawn. */
  readonly isTooLong: boolean
}

/** Text that is laid out, as outlines. */
export interface TextDrawing extends TextExtent {
  /**
   * Returns an SVG that shows the letters, or their outline, which includes the letters' area.
   * @param color color such as `#ffffff`
   * @param window box that the SVG shows
   */
  svg(part: 'letters' | 'outline', color: string, window: Box): Uint8Array
}

/** Maximum width and height of a text in pixels. */
const MAX_SIDE = 100_000
const SHARES = { left: 0, center: 0.5, right: 1 }

/** Formats a number with up to three decimals, which are exact for most fonts. */
const short = (number: number) => String(Math.round(number * 1000) / 1000 || 0)

interface Group {
  /** Pixels per font unit. */
  readonly scale: number
  readonly x: number
  readonly y: number
  readonly uses: string
  readonly ink: Box | undefined
}

const idOf = (font: number, glyph: number) => `g${font}-${glyph}`

function groupOf(
  { font, glyphs }: Run,
  { unitsPerEm, outlines }: ShapedFont,
  at: Omit<Group, 'uses' | 'ink'>,
): Group {
  let pen = 0
  let ink: Box | undefined
  const uses = glyphs.map(({ id, advance, x, y }) => {
    const outline = outlines.get(id)
    const [left, top] = [(pen + x) * unitsPerEm, y * unitsPerEm]
    pen += advance
    if (!outline || outline.data === '') return ''
    const box = placed(outline.box, { x: left, y: top })
    ink = ink ? union(ink, box) : box
    return `<use href="#${idOf(font, id)}" x="${short(left)}" y="${short(top)}"/>`
  })
  return { ...at, uses: uses.join(''), ink: ink && placed(ink, at, at.scale) }
}

function groupsOf(lines: readonly TextLine[], { fonts }: ShapedText, { size, align }: TextStyle) {
  const widest = Math.max(...lines.map(({ width }) => width))
  let top = 0
  const groups = lines.flatMap(({ runs, width, ascent, descent, gap }) => {
    const y = Math.round((top + gap / 2 + ascent) * size)
    top += ascent + descent + gap
    const left = (widest - width) * SHARES[align]
    return runs.flatMap((run) => {
      const font = fonts[run.font]
      if (!font) return []
      return [groupOf(run, font, { scale: size / font.unitsPerEm, x: (left + run.x) * size, y })]
    })
  })
  return { groups, box: { left: 0, top: 0, right: widest * size, bottom: top * size } }
}

function definitionsOf({ fonts }: ShapedText): string {
  const paths = fonts.flatMap(({ outlines }, font) =>
    [...outlines]
      .filter(([, { data }]) => data !== '')
      .map(([glyph, { data }]) => `<path id="${idOf(font, glyph)}" d="${data}"/>`),
  )
  return paths.join('')
}

const sideOf = (box: Box) => Math.max(...Object.values(sizeOf(box)))

/** Lays out a text, even one that is too long to be drawn. */
function setIn(text: ShapedText, style: TextStyle): TextExtent & { readonly groups: readonly Group[] } {
  const { size, width: wrapped, stroke = 0 } = style
  const lines = linesOf(text, wrapped === undefined ? undefined : Math.max(0, wrapped - 2 * stroke) / size)
  const { groups, box: set } = groupsOf(lines, text, style)
  const inks = groups.flatMap(({ ink }) => ink ?? [])
  const box = integerBox(spread(inks.reduce(union, set), stroke))
  return {
    box,
    isTooLong: !(sideOf(box) <= MAX_SIDE),
    glyphBytes: groups.reduce((sum, { uses }) => sum + uses.length, 0),
    groupCount: groups.length,
    groups,
  }
}

/** Lays out a shaped text like `layOut`, without its SVG. Never fails. */
export const measure = (text: ShapedText, style: TextStyle): TextExtent => setIn(text, style)

/**
 * Lays out a shaped text in lines.
 * @throws Failure too-large
 * @example layOut(shapeText('Hello', [font]), { size: 64, align: 'left' }).box
 */
export function layOut(text: ShapedText, style: TextStyle): TextDrawing {
  const { stroke = 0 } = style
  const { groups, ...extent } = setIn(text, style)
  if (extent.isTooLong)
    throw new Failure('too-large', `the text is ${sideOf(extent.box)} pixels long: use a smaller size`)

  function svg(part: 'letters' | 'outline', color: string, window: Box): Uint8Array {
    const { width, height } = sizeOf(window)
    const drawn = groups.map(({ scale, x, y, uses }) => {
      const outlined = ` stroke="${color}" stroke-width="${(2 * stroke) / scale}" stroke-linejoin="round"`
      const style = `fill="${color}"${part === 'outline' ? outlined : ''}`
      return `<g transform="translate(${short(x)} ${short(y)}) scale(${scale})" ${style}>${uses}</g>`
    })
    const root = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${window.left} ${window.top} ${width} ${height}">`
    return new TextEncoder().encode(`${root}<defs>${definitionsOf(text)}</defs>${drawn.join('')}</svg>`)
  }

  return { ...extent, svg }
}
