import type { Size } from '../picture/size.ts'

/** How a mark of some length lies in a picture. */
export interface Mode {
  /** Bits of its value. */
  readonly bits: 32 | 64
  /** Bits of the check that follows the value, and its polynomial without the highest term. */
  readonly check: { readonly bits: number; readonly polynomial: number }
  /** Lowest and highest frequency, in periods a tile. */
  readonly band: readonly [number, number]
  /** Amplitudes fall to a half here. */
  readonly corner: number
  /** The share of frequencies that give the position. */
  readonly pilots: number
  /** Strength where some grain hides it, as a standard deviation in levels of luma. */
  readonly least: number
  /** 1 − SSIM that a mark may cost, by the kernel's estimate, which is too high for low frequencies. */
  readonly cost: number
}

/** Side of the tile that repeats over a picture, in pixels. */
export const TILE = 128

/**
 * A small picture has few pixels to a bit, and is rarely reduced much further: its mark uses more, and higher, frequencies.
 * The polynomials are those of CRC-12/UMTS and CRC-16/CCITT.
 */
export const MODES = {
  32: {
    bits: 32,
    check: { bits: 12, polynomial: 0x80f },
    band: [7.7, 28.2],
    corner: 19.2,
    pilots: 0.33,
    least: 0.45,
    cost: 0.018,
  },
  64: {
    bits: 64,
    check: { bits: 16, polynomial: 0x1021 },
    band: [6.4, 19.2],
    corner: 14.1,
    pilots: 0.4,
    least: 0.4,
    cost: 0.024,
  },
} as const satisfies Record<number, Mode>

/** The longer side from which on a mark has 64 bits. */
export const LARGE = 600

/** The mode of an output. */
export function modeOf({ width, height }: Size): Mode {
  return MODES[Math.max(width, height) >= LARGE ? 64 : 32]
}

/** Higher frequencies than in any mode. */
export const MAX_PERIODS = 29

/** Hex digits of a value. */
export const digitsOf = ({ bits }: Mode): number => bits / 4
