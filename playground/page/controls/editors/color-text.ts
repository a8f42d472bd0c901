import type { Color } from '../../../../src/engine/color/color.ts'
import { color } from '../../../../src/signing/url/values.ts'

/** What a colour input and a slider of opacity show. */
export interface ColorParts {
  /** `#rrggbb` */
  readonly hex: string
  /** 0 to 1. */
  readonly alpha: number
}

const NONE: ColorParts = { hex: '#000000', alpha: 1 }

/** The parts of a parameter's text; black where it is no colour. */
export function colorParts(text: string | undefined): ColorParts {
  const parsed = color.parse(text ?? '')
  return parsed ? { hex: `#${color.format({ ...parsed, alpha: 1 })}`, alpha: parsed.alpha } : NONE
}

/** The inverse of `colorParts`. */
export function colorText({ hex, alpha }: ColorParts): string {
  const parsed: Color | undefined = color.parse(hex.slice(1))
  return parsed ? color.format({ ...parsed, alpha }) : hex
}
