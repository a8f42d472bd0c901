import type { Color } from '../../../../src/engine/color/color.ts'
import { color } from '../../../../src/signing/url/values.ts'

/** Values for a color input and an opacity slider. */
export interface ColorParts {
  /** Color as `#rrggbb`. */
  readonly hex: string
  /** Opacity from 0 to 1. */
  readonly alpha: number
}

const NONE: ColorParts = { hex: '#000000', alpha: 1 }

/**
 * Splits a color parameter's text into color and opacity. Returns opaque black if the text is not a
 * color.
 */
export function colorParts(text: string | undefined): ColorParts {
  const parsed = color.parse(text ?? '')
  return parsed ? { hex: `#${color.format({ ...parsed, alpha: 1 })}`, alpha: parsed.alpha } : NONE
}

/** Formats a color as a parameter's text. This is the inverse of `colorParts`. */
export function colorText({ hex, alpha }: ColorParts): string {
  const parsed: Color | undefined = color.parse(hex.slice(1))
  return parsed ? color.format({ ...parsed, alpha }) : hex
}
