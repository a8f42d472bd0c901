import { layersOf } from './layers.ts'
import type { ImageOptions, Options } from './options.ts'

/** One overlay of an intent, its options without their prefix `ol`, `ol2`, `ol3` or `ol4`. */
export interface OverlayIntent {
  /** `ol`, `ol2`, `ol3` or `ol4`. */
  readonly layer: string
  /** A picture: a path below the zone, or an https URL. */
  readonly url?: string
  /**
   * Or a text, placeholders filled, with line feeds. Values in it lie between U+2066 or U+2068 and U+2069, which isolate their
   * direction (UAX 9) and draw nothing.
   */
  readonly text?: string
  readonly align?: Options['olalign']
  /** Left and top edge in pixels; they override `align`. */
  readonly x?: number
  readonly y?: number
  /** Up to 1 a share of the base's side, above that pixels; they override `scale`. A text is wrapped to `width`. */
  readonly width?: number
  readonly height?: number
  /** Width in per cent of the base's. */
  readonly scale?: number
  /** Pixels between it and the edges that `align` names; all round if it is repeated. */
  readonly padding?: number
  /** Degrees clockwise, 0 to 359. */
  readonly rotate?: number
  /** Per cent. */
  readonly alpha?: number
  readonly blend?: Options['olblend']
  readonly repeat?: boolean
  /** Of a text: paths below the zone or https URLs, first with fallbacks; without it the zone's. */
  readonly font?: readonly string[]
  /** Up to 1 a share of the base's height, above that pixels. */
  readonly size?: number
  readonly color?: Options['olcolor']
  readonly stroke?: Options['olstroke']
  readonly shadow?: Options['olshadow']
  /** Of a text: how its lines are aligned. */
  readonly lines?: Options['ollines']
}

/** A written text as it is drawn: escapes are resolved, placeholders stay. */
const drawn = (text: string) =>
  text.replace(/\\n|\\\\|\{\{|\}\}/g, (pair) => (pair === '\\n' ? '\n' : pair.slice(1)))

type Align = NonNullable<OverlayIntent['align']>

/** Lines stand on the side of the picture that the text is at. */
const linesOf = (align: Align = 'center'): OverlayIntent['lines'] =>
  align.includes('left') ? 'left' : align.includes('right') ? 'right' : 'center'

/**
 * The overlays of an intent, in the order in which they are drawn.
 * @example overlaysOf({ olurl: '/logo.png', ol2text: 'a{{b', ol2align: 'top' })
 *   // [{ layer: 'ol', url: '/logo.png' }, { layer: 'ol2', text: 'a{b', align: 'top', lines: 'center' }]
 */
export function overlaysOf(intent: ImageOptions | undefined): readonly OverlayIntent[] {
  return layersOf(intent ?? {}).map(([prefix, layer]) => {
    const overlay: Omit<OverlayIntent, 'layer'> = Object.fromEntries(layer)
    const { text, align, lines = linesOf(align) } = overlay
    return { ...overlay, ...(text !== undefined && { text: drawn(text), lines }), layer: prefix }
  })
}
