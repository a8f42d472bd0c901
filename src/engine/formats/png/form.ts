import { PNG_COLORED, PNG_INDEXED, PNG_INDICES, PNG_TRANSLUCENT } from '../../constants/kernel.ts'
import { GRAY, GRAY_ALPHA, PALETTE, RGB, RGBA } from './chunks.ts'
import type { RowKind } from './filtered-rows.ts'

/** Form in which a PNG stores its pixels. */
export interface Form {
  readonly kind: RowKind
  /** IHDR's color type (PNG 11.2.1). */
  readonly colorType: number
  /** PLTE content (PNG 11.2.2). */
  readonly palette?: Uint8Array | undefined
  /** tRNS content (PNG 11.3.1.1). */
  readonly transparency?: Uint8Array | undefined
  /** Sample to write for each surveyed color, with `PNG_INDEXED`. */
  readonly samples?: Uint8Array | undefined
}

/** Color as four numbers from 0 to 255. */
type Color = readonly [r: number, g: number, b: number, a: number]

type Depth = RowKind['depth']
const DEPTHS = [1, 2, 4, 8] as const

/** Minimum chunk length in bytes: the length, the type and the checksum (PNG 5.3). */
const CHUNK_BYTES = 12

/**
 * Returns the form without a palette that a picture with these traits needs. It has one to four
 * samples per pixel.
 */
export function sampledForm(traits: number): Form {
  const color = (traits & PNG_COLORED) !== 0
  const alpha = (traits & PNG_TRANSLUCENT) !== 0
  const samples = (color ? 3 : 1) + Number(alpha)
  const colorType = color ? (alpha ? RGBA : RGB) : alpha ? GRAY_ALPHA : GRAY
  return { kind: { samples, depth: 8 }, colorType, palette: undefined }
}

/** Returns the traits of a picture with the given RGBA colors. */
export function traitsOfColors(rgba: Uint8Array): number {
  const all = colorsOf(rgba)
  const colored = all.some(([r, g, b]) => r !== g || g !== b) ? PNG_COLORED : 0
  return colored | (all.some(([, , , a]) => a < 255) ? PNG_TRANSLUCENT : 0)
}

/**
 * Returns the forms with one sample per pixel that a picture with at most 256 colors may have,
 * without the form that `sampledForm` returns.
 * @param rgba the picture's colors, which differ from each other
 * @param mayBeGray `false` leaves out the forms with gray levels
 */
export function indexedForms(rgba: Uint8Array, mayBeGray = true): Form[] {
  const all = colorsOf(rgba)
  const depth = depthFor(all.length)
  // Deflate often codes repeated bytes in fewer bits than packed samples that are not aligned.
  const depths: readonly Depth[] = depth < 8 ? [depth, 8] : [8]
  const gray = mayBeGray ? grayForm(all) : undefined
  if (gray === undefined) return depths.map((each) => paletteForm(all, each))
  // Gray levels need no PLTE, so a palette must have fewer bits to be smaller.
  const forms = depth < gray.kind.depth ? [paletteForm(all, depth)] : []
  if (gray.transparency) return [gray, ...forms, paletteForm(all, 8)]
  return gray.kind.depth < 8 ? [gray, ...forms] : forms
}

/** Returns the form for a picture whose pixels are palette indices. */
export function indicesForm(rgba: Uint8Array): Form {
  const all = colorsOf(rgba)
  return {
    kind: { samples: PNG_INDICES, depth: depthFor(all.length) },
    colorType: PALETTE,
    palette: plte(all),
    transparency: trns(all),
  }
}

/** Returns the bytes that a form takes beside its rows. */
export const formBytes = ({ palette, transparency }: Form): number =>
  [palette, transparency].reduce((sum, chunk) => sum + (chunk ? CHUNK_BYTES + chunk.length : 0), 0)

const colorsOf = (rgba: Uint8Array): Color[] =>
  Array.from({ length: rgba.length >> 2 }, (_, index) => [
    rgba[4 * index] ?? 0,
    rgba[4 * index + 1] ?? 0,
    rgba[4 * index + 2] ?? 0,
    rgba[4 * index + 3] ?? 0,
  ])

const depthFor = (colors: number): Depth => DEPTHS.find((depth) => 1 << depth >= colors) ?? 8

/** Returns the form with the colors in a palette. Colors that are not opaque come first. */
function paletteForm(all: readonly Color[], depth: Depth): Form {
  const order = all.map((_, index) => index).sort((a, b) => rank(all[a]) - rank(all[b]))
  const samples = new Uint8Array(all.length)
  order.forEach((color, index) => {
    samples[color] = index
  })
  const sorted = order.flatMap((index) => all.slice(index, index + 1))
  return {
    kind: { samples: PNG_INDEXED, depth },
    colorType: PALETTE,
    palette: plte(sorted),
    transparency: trns(sorted),
    samples,
  }
}

/** Sorts by opacity, then by brightness. */
const rank = ([r, g, b, a]: Color = [0, 0, 0, 0]): number =>
  (a === 255 ? 1e6 : 0) + 299 * r + 587 * g + 114 * b

const plte = (all: readonly Color[]): Uint8Array => Uint8Array.from(all.flatMap((each) => each.slice(0, 3)))

/** Returns the alpha values up to the last one below 255; `undefined` if all are 255. */
function trns(all: readonly Color[]): Uint8Array | undefined {
  const count = all.findLastIndex(([, , , a]) => a < 255) + 1
  return count > 0 ? Uint8Array.from(all.slice(0, count), ([, , , a]) => a) : undefined
}

/**
 * Returns the form with gray levels. With 1, 2 and 4 bits, levels are multiples of 255, 85 and 17
 * (PNG 13.12). tRNS makes one level transparent, so no opaque pixel may have it.
 */
function grayForm(all: readonly Color[]): Form | undefined {
  if (all.some(([r, g, b, a]) => r !== g || g !== b || (a > 0 && a < 255))) return undefined
  const clear = all.filter(([, , , a]) => a === 0)
  const hidden = clear[0]?.[0]
  if (clear.length > 1 || all.some(([level, , , a]) => a === 255 && level === hidden)) return undefined
  const depth = DEPTHS.find((bits) => all.every(([level]) => level % step(bits) === 0)) ?? 8
  const sample = (level: number) => level / step(depth)
  return {
    kind: { samples: PNG_INDEXED, depth },
    colorType: GRAY,
    palette: undefined,
    transparency: hidden === undefined ? undefined : Uint8Array.of(0, sample(hidden)),
    samples: Uint8Array.from(all, ([level]) => sample(level)),
  }
}

const step = (depth: Depth): number => 255 / ((1 << depth) - 1)
