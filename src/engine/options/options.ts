import { OUTPUT_OPTIONS } from './output-options.ts'
import { OVERLAY_OPTIONS } from './overlay-options.ts'
import { PIXEL_OPTIONS } from './pixel-options.ts'
import type { Group, ImageRow } from './row.ts'
import type { ValueOf } from './shape.ts'

/** All image options. Types, bounds, forms and documentation derive from this table. */
export const IMAGE_OPTIONS = {
  ...PIXEL_OPTIONS,
  ...OVERLAY_OPTIONS,
  ...OUTPUT_OPTIONS,
} as const satisfies Readonly<Record<string, ImageRow>>

/** Overlay layers above the first one. The first layer's option names have no number. */
export const LAYERS = ['2', '3', '4'] as const

type OverlayName = keyof typeof OVERLAY_OPTIONS

type InLayer<Name> = Name extends `ol${infer Rest}` ? `ol${(typeof LAYERS)[number]}${Rest}` : never

/** Table row for an option: `olalign` for `ol2align`. */
type RowOf<Name> = Name extends keyof typeof IMAGE_OPTIONS
  ? Name
  : Name extends `ol${(typeof LAYERS)[number]}${infer Rest}`
    ? `ol${Rest}` & OverlayName
    : never

/** Option name that has its own row, or that belongs to an overlay layer above the first one. */
export type ImageOptionName = keyof typeof IMAGE_OPTIONS | InLayer<OverlayName>

/** Type of an option's parsed value. */
export type OptionValue<Name> = ValueOf<(typeof IMAGE_OPTIONS)[RowOf<Name>]['shape']>

/** Image options by name, all optional. */
export type TableOptions = { readonly [Name in ImageOptionName]?: OptionValue<Name> }

const SHARED = Object.keys(OVERLAY_OPTIONS)

/** Option names for all layers, layer by layer. */
export const LAYERED: readonly string[] = ['', ...LAYERS].flatMap((layer) =>
  SHARED.map((name) => `ol${layer}${name.slice(2)}`),
)

/** Row name for an option: `olalign` for `ol2align`; any other name as it is. */
export const sharedName = (name: string): string =>
  LAYERED.includes(name) ? name.replace(/[234]/, '') : name

/** The option's group, or `undefined` if no option has this name. */
export function groupOf(name: string): Group | undefined {
  const rows: Readonly<Record<string, ImageRow>> = IMAGE_OPTIONS
  const row = sharedName(name)
  return Object.hasOwn(rows, row) ? rows[row]?.group : undefined
}
