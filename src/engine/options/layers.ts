import { LAYERS, type OptionValue, type TableOptions } from './options.ts'
import { OVERLAY_OPTIONS } from './overlay-options.ts'
import { absent } from './own.ts'

/** Prefixes of the layers' options, in drawing order. */
export const LAYER_PREFIXES = ['ol', ...LAYERS.map((layer) => `ol${layer}` as const)] as const

/** Prefix of a layer's options. */
export type LayerPrefix = (typeof LAYER_PREFIXES)[number]

/** Option that names a layer's file, or its text. */
export type FileOption = `${LayerPrefix}${'url' | 'font' | 'text'}`

/** One layer's options, keyed by their names without the layer's prefix. */
export type LayerOptions = {
  readonly [Name in keyof typeof OVERLAY_OPTIONS as Name extends `ol${infer Rest}`
    ? Rest
    : never]?: OptionValue<Name>
}

/**
 * One overlay: a picture (`url`) or a text. Placeholders in `text` are filled, and escapes are
 * resolved. Filled-in values lie between U+2066 or U+2068 and U+2069, which isolate their direction
 * (UAX 9) and draw nothing.
 */
export interface OverlayOptions extends LayerOptions {
  /** Layer prefix: `ol`, `ol2`, `ol3` or `ol4`. */
  readonly layer: LayerPrefix
}

type Entries = readonly (readonly [name: string, value: unknown])[]

/**
 * Returns the layers that have at least one option, each with its prefix, in the order in which
 * they are drawn.
 */
export function layersOf(options: object): readonly (readonly [prefix: LayerPrefix, layer: Entries])[] {
  const named = Object.entries(options).filter(
    ([name, value]) => name.startsWith('ol') && value !== undefined,
  )
  if (named.length === 0) return []
  return LAYER_PREFIXES.map((prefix) => {
    const own = named.filter(
      ([name]) => name.startsWith(prefix) && /^[a-z]+$/.test(name.slice(prefix.length)),
    )
    return [prefix, own.map(([name, value]) => [name.slice(prefix.length), value] as const)] as const
  }).filter(([, layer]) => layer.length > 0)
}

/** Properties of a layer, without the prefix of the layer. None has a value. */
export const NO_PROPERTIES = absent(Object.keys(OVERLAY_OPTIONS).map((name) => name.slice(2)))

/** Returns a text with its escapes resolved. Placeholders stay as they are. */
const drawn = (text: string) =>
  text.replace(/\\n|\\\\|\{\{|\}\}/g, (pair) => (pair === '\\n' ? '\n' : pair.slice(1)))

/**
 * Returns a text's default line alignment. It is the side of the picture at which the text is
 * placed.
 */
const linesOf = (
  align: NonNullable<OverlayOptions['align']> = 'center',
): NonNullable<OverlayOptions['lines']> =>
  align.includes('left') ? 'left' : align.includes('right') ? 'right' : 'center'

/**
 * Returns an image's overlays, in the order in which they are drawn.
 * @example overlaysOf({ olurl: '/logo.png', ol2text: 'a{{b', ol2align: 'top' })
 *   // [{ layer: 'ol', url: '/logo.png' },
 *   //  { layer: 'ol2', text: 'a{b', align: 'top', lines: 'center' }]
 */
export function overlaysOf(options: Omit<TableOptions, 'mark'> | undefined): readonly OverlayOptions[] {
  return layersOf(options ?? {}).map(([prefix, layer]) => {
    const overlay: LayerOptions = { ...NO_PROPERTIES, ...Object.fromEntries(layer) }
    const { text, align, lines = linesOf(align) } = overlay
    return { ...overlay, ...(text !== undefined && { text: drawn(text), lines }), layer: prefix }
  })
}
