import type { Color } from '../../engine/color/color.ts'
import { bare } from '../../engine/options/own.ts'
import { readable, shown } from '../engine/plain.ts'
import { assertInteger, refuse } from './refuse.ts'

/** A color: channels from 0 to 255 with an opacity from 0 to 1, or a text such as `#ff8800`. */
export type SharpColor =
  | string
  | {
      /** Red from 0 to 255. Default: 0. */
      readonly r?: number | undefined
      /** Green from 0 to 255. Default: 0. */
      readonly g?: number | undefined
      /** Blue from 0 to 255. Default: 0. */
      readonly b?: number | undefined
      /** Opacity from 0 to 1. Default: 1. */
      readonly alpha?: number | undefined
    }

export const BLACK: Color = { r: 0, g: 0, b: 0, alpha: 1 }

const NAMES: ReadonlyMap<string, Color> = new Map([
  ['black', BLACK],
  ['white', { r: 255, g: 255, b: 255, alpha: 1 }],
  ['transparent', { r: 0, g: 0, b: 0, alpha: 0 }],
])

/** Rounds a number to the six decimals that options may have. */
export const sixDecimals = (value: number): number => Math.round(value * 1e6) / 1e6

function parseHex(text: string): Color | undefined {
  const [, digits] = /^#((?:[0-9a-f]{3,4}){1,2})$/i.exec(text) ?? []
  if (digits === undefined) return undefined
  const isLong = digits.length > 4
  const channels = digits.match(isLong ? /../g : /./g) ?? []
  const [r = 0, g = 0, b = 0, alpha = 255] = channels.map((each) =>
    Number.parseInt(isLong ? each : each + each, 16),
  )
  return { r, g, b, alpha: sixDecimals(alpha / 255) }
}

/**
 * Reads a color in sharp's notation.
 * @throws Failure bad-parameter
 */
export function readColor(method: string, color: SharpColor): Color {
  if (typeof color === 'string')
    return (
      NAMES.get(color) ?? parseHex(color) ?? refuse(`${method}(): write ${color} as #rrggbb or { r, g, b }`)
    )
  if (typeof color !== 'object' || color === null)
    refuse(`${method}(): a colour is #rrggbb or { r, g, b, alpha }`)
  const { r = 0, g = 0, b = 0, alpha = 1 } = readable(`the colour of ${method}()`, () => bare(color))
  for (const [name, channel] of Object.entries({ r, g, b }))
    assertInteger(`${name} of the colour of ${method}()`, channel, 0, 255)
  if (typeof alpha !== 'number' || !(alpha >= 0 && alpha <= 1))
    refuse(`alpha of the colour of ${method}() must be a number from 0 to 1, got ${shown(alpha)}`)
  return { r, g, b, alpha: sixDecimals(alpha) }
}
