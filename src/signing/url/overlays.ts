import { layersOf } from './layers.ts'
import type { ImageOptions, Options } from './options.ts'

/** One overlay of an intent. The names of its options have no prefix. */
export interface OverlayIntent {
  /** Prefix of the layer: `ol`, `ol2`, `ol3` or `ol4`. */
  readonly layer: string
  /**
   * Image to overlay: a path below the zone, or an https URL. A layer has either `url` or `text`.
   */
  readonly url?: string
  /**
   * Text to overlay, with its placeholders filled and with line feeds. Each filled value lies
   * between U+2066 or U+2068 and U+2069. These characters isolate the direction of the value (UAX
   * 9) and draw nothing.
   */
  readonly text?: string
  readonly align?: Options['olalign']
  /** Position of the left and the top edge in pixels. They override `align`. */
  readonly x?: number
  readonly y?: number
  /**
   * Width and height. Values up to 1 are shares of the base picture's side, larger ones are pixels.
   * They override `scale`. A text is wrapped to `width`.
   */
  readonly width?: number
  readonly height?: number
  /** Width in per cent of the base picture's width. */
  readonly scale?: number
  /**
   * Distance in pixels from the edges that `align` names. If the overlay is repeated, the distance
   * applies to all sides of each tile.
   */
  readonly padding?: number
  /** Clockwise rotation in degrees, from 0 to 359. */
  readonly rotate?: number
  /** Opacity in per cent. */
  readonly alpha?: number
  readonly blend?: Options['olblend']
  readonly repeat?: boolean
  /**
   * Fonts of a text: paths below the zone or https URLs. Each font is used for the characters that
   * the fonts before it lack. Without `font` the fonts of the zone are used.
   */
  readonly font?: readonly string[]
  /** Font size. Values up to 1 are shares of the base picture's height, larger ones are pixels. */
  readonly size?: number
  readonly color?: Options['olcolor']
  readonly stroke?: Options['olstroke']
  readonly shadow?: Options['olshadow']
  /** Alignment of the lines of a text. */
  readonly lines?: Options['ollines']
}

/** Resolves the escapes of a text. Placeholders stay as they are. */
const drawn = (text: string) =>
  text.replace(/\\n|\\\\|\{\{|\}\}/g, (pair) => (pair === '\\n' ? '\n' : pair.slice(1)))

type Align = NonNullable<OverlayIntent['align']>

/** Returns the default alignment of lines: the side of the picture that the text is placed at. */
const linesOf = (align: Align = 'center'): OverlayIntent['lines'] =>
  align.includes('left') ? 'left' : align.includes('right') ? 'right' : 'center'

/**
 * Returns the overlays of an intent, in the order in which they are drawn.
 * @example overlaysOf({ olurl: '/logo.png', ol2text: 'a{{b', ol2align: 'top' })
 *   // [{ layer: 'ol', url: '/logo.png' },
 *   //  { layer: 'ol2', text: 'a{b', align: 'top', lines: 'center' }]
 */
export function overlaysOf(intent: ImageOptions | undefined): readonly OverlayIntent[] {
  return layersOf(intent ?? {}).map(([prefix, layer]) => {
    const overlay: Omit<OverlayIntent, 'layer'> = Object.fromEntries(layer)
    const { text, align, lines = linesOf(align) } = overlay
    return { ...overlay, ...(text !== undefined && { text: drawn(text), lines }), layer: prefix }
  })
}
