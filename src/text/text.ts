import { Failure } from '../errors.ts'
import { linesOf, plainText, type TextLine } from './lines.ts'
import type { Outline } from './outline.ts'
import { type Shaper, withShaper } from './shaper.ts'

/** How a text is set. */
export interface TextStyle {
  /** Of the font, in pixels. */
  readonly size: number
  /** Pixels of a line; longer ones are divided. */
  readonly width?: number | undefined
  /** Alignment of the lines; where there is none each begins where its script does. */
  readonly lines?: 'left' | 'center' | 'right' | undefined
  /** Pixels of the outline that is visible round the letters. */
  readonly stroke?: number | undefined
}

/** A text as outlines. */
export interface TextDrawing {
  /** Whole pixels that enclose its lines, its ink and its stroke. */
  readonly width: number
  readonly height: number
  /** Whether the fonts have all its glyphs; others are drawn as the box of the first font. */
  readonly isComplete: boolean
  /** An SVG of it. @param stroke colour of the outline, painted below the letters */
  svg(fill: string, stroke?: string): Uint8Array
}

/** In pixels. */
const MAX_SIDE = 100_000

interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

const union = (a: Box, b: Box): Box => ({
  left: Math.min(a.left, b.left),
  top: Math.min(a.top, b.top),
  right: Math.max(a.right, b.right),
  bottom: Math.max(a.bottom, b.bottom),
})

const grown = ({ left, top, right, bottom }: Box, by: number): Box => ({
  left: Math.floor(left - by),
  top: Math.floor(top - by),
  right: Math.ceil(right + by),
  bottom: Math.ceil(bottom + by),
})

/** Coordinates of up to three decimals, which are exact for most fonts. */
const short = (number: number) => String(Math.round(number * 1000) / 1000 || 0)

function shareBefore({ isRightToLeft }: TextLine, lines: TextStyle['lines']): number {
  if (lines === 'center') return 0.5
  return (lines ?? (isRightToLeft ? 'right' : 'left')) === 'left' ? 0 : 1
}

/** Collects the outlines of all glyphs, each once, and writes where they are used. */
function outlines(shaper: Shaper, size: number) {
  const known = new Map<string, { readonly id: string; readonly outline: Outline }>()
  const definitions: string[] = []
  function define(font: number, glyph: number) {
    const key = `${font} ${glyph}`
    const before = known.get(key)
    if (before) return before
    const entry = { id: `g${known.size}`, outline: shaper.outline(font, glyph) }
    known.set(key, entry)
    if (entry.outline.data !== '') definitions.push(`<path id="${entry.id}" d="${entry.outline.data}"/>`)
    return entry
  }
  return {
    definitions,
    /** Writes a line. @returns its groups, each with the scale of its font, and where they have ink, in pixels */
    line({ runs }: TextLine, left: number, baseline: number) {
      const groups: { readonly scale: number; readonly open: string; readonly uses: string }[] = []
      let ink: Box | undefined
      for (const run of runs) {
        const units = shaper.unitsPerEm(run.font)
        const scale = size / units
        const start = left + run.x * size
        let pen = 0
        const uses = run.glyphs.map(({ id: glyph, advance, x, y }) => {
          const { id, outline } = define(run.font, glyph)
          const [atX, atY] = [(pen + x) * units, y * units]
          pen += advance
          if (outline.data === '') return ''
          const { box } = outline
          const placed = {
            left: start + (atX + box.left) * scale,
            top: baseline + (atY + box.top) * scale,
            right: start + (atX + box.right) * scale,
            bottom: baseline + (atY + box.bottom) * scale,
          }
          ink = ink ? union(ink, placed) : placed
          return `<use href="#${id}" x="${short(atX)}" y="${short(atY)}"/>`
        })
        const open = `<g transform="translate(${short(start)} ${short(baseline)}) scale(${scale})"`
        groups.push({ scale, open, uses: uses.join('') })
      }
      return { groups, ink }
    },
  }
}

/**
 * Sets a text: outlines of its glyphs on lines, by the rules of its scripts.
 * @param fonts TrueType or OpenType; each cluster is drawn in the first that has all its glyphs
 * @throws Failure corrupt: a font is damaged; too-large
 * @example setText('Hello', [font], { size: 64 }).svg('#ffffff')
 */
export function setText(given: string, fonts: readonly Uint8Array[], style: TextStyle): TextDrawing {
  const { size, width, lines: align, stroke = 0 } = style
  const text = plainText(given)
  return withShaper(text, fonts, (shaper) => {
    const { lines, isComplete } = linesOf(text, shaper, width === undefined ? undefined : width / size)
    const widest = Math.max(...lines.map((line) => line.width))
    const set = outlines(shaper, size)
    let top = 0
    let box: Box = { left: 0, top: 0, right: widest * size, bottom: 0 }
    const groups = lines.flatMap((line) => {
      const baseline = Math.round((top + line.gap / 2 + line.ascent) * size)
      top += line.ascent + line.descent + line.gap
      const left = (widest - line.width) * shareBefore(line, align) * size
      const { groups: written, ink } = set.line(line, left, baseline)
      if (ink) box = union(box, ink)
      return written
    })
    box = grown(union(box, { ...box, bottom: top * size }), stroke)
    const size2 = { width: Math.max(1, box.right - box.left), height: Math.max(1, box.bottom - box.top) }
    if (!(Math.max(size2.width, size2.height) <= MAX_SIDE))
      throw new Failure(
        'too-large',
        `the text is ${size2.width}x${size2.height} pixels large: use a smaller size`,
      )
    return { ...size2, isComplete, svg: svgWriter(box, set.definitions, groups, stroke) }
  })
}

interface Group {
  readonly scale: number
  readonly open: string
  readonly uses: string
}

function svgWriter(
  { left, top, right, bottom }: Box,
  definitions: readonly string[],
  groups: readonly Group[],
  width: number,
): TextDrawing['svg'] {
  const [across, down] = [Math.max(1, right - left), Math.max(1, bottom - top)]
  return (fill, stroke) => {
    const outlined =
      stroke === undefined || width === 0
        ? []
        : groups.map(({ scale, open, uses }) => {
            const style = `fill="${stroke}" stroke="${stroke}" stroke-width="${(2 * width) / scale}" stroke-linejoin="round"`
            return `${open} ${style}>${uses}</g>`
          })
    const filled = groups.map(({ open, uses }) => `${open} fill="${fill}">${uses}</g>`)
    const root = `<svg xmlns="http://www.w3.org/2000/svg" width="${across}" height="${down}" viewBox="${left} ${top} ${across} ${down}">`
    return new TextEncoder().encode(
      `${root}<defs>${definitions.join('')}</defs>${outlined.join('')}${filled.join('')}</svg>`,
    )
  }
}
