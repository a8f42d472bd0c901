import type { Shape } from './shape.ts'

/** Pipeline stage that an option belongs to. `access` does not change the image. */
export type Group =
  | 'trim'
  | 'crop'
  | 'resize'
  | 'extend'
  | 'compose'
  | 'overlay'
  | 'format'
  | 'output'
  | 'access'

/** An option's optional columns: its default, and other options that it depends on. */
export interface Remarks {
  /** Default value or behavior if the option is absent, as text for the documentation. */
  readonly initial?: string
  /** Options that must all be present for this option to have an effect. */
  readonly needs?: readonly string[]
  /** Options of which one must be present for this option to have an effect. */
  readonly needsOne?: readonly string[]
}

/** Row in the table of image options. */
export interface ImageRow<S extends Shape = Shape> extends Remarks {
  readonly group: Group
  readonly shape: S
  /** Option description in Markdown, for docs/parameters.md. */
  readonly doc: string
}

/**
 * Makes a table row.
 * @example option('format', whole(1, 100), 'quality of JPEG, WebP and AVIF')
 */
export function option<const S extends Shape>(
  group: Group,
  shape: S,
  doc: string,
  remarks: Remarks = {},
): ImageRow<S> {
  return { group, shape, doc, ...remarks }
}

/** Row of a pixel effect: an option that changes the pixels of the resized picture. */
export interface EffectRow<S extends Shape, Step extends string> extends ImageRow<S> {
  /** Operation in `src/engine/ops` that applies the effect. Several options may share one. */
  readonly step: Step
}

/**
 * Makes the row of a pixel effect. Pixel effects run in the order of their rows.
 * @example effect('negate', flag, 'inverts the colors', { initial: '0' })
 */
export function effect<const Step extends string, const S extends Shape>(
  step: Step,
  shape: S,
  doc: string,
  remarks: Remarks = {},
): EffectRow<S, Step> {
  return { ...option('compose', shape, doc, remarks), step }
}
