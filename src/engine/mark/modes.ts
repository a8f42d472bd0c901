import { MARK_TILE } from '../constants/kernel.ts'
import type { Size } from '../picture/size.ts'

/**
 * Mode of a mark. It determines the length of the value, and the frequencies and the strength that
 * the mark has in a picture.
 */
export interface Mode {
  /** Number of bits of the value that the mark carries, without its checksum. */
  readonly bits: 32 | 64
  /**
   * Number of bits of the checksum (CRC) that follows the value, and the polynomial of the CRC
   * without its highest term.
   */
  readonly check: { readonly bits: number; readonly polynomial: number }
  /** Lowest and highest frequency of the mark's waves, in periods per tile. */
  readonly band: readonly [number, number]
  /**
   * Frequency in periods per tile at which the amplitude of the mark's waves is half of that at
   * frequency 0.
   */
  readonly corner: number
  /**
   * Share of the waves that are pilots. Pilots carry no bit; from them, the reader finds the
   * position of the mark.
   */
  readonly pilots: number
  /**
   * Strength of the mark on smooth areas with some grain, as a standard deviation in levels of
   * luma.
   */
  readonly strength: number
  /**
   * Maximum loss of SSIM (1 − SSIM) that a mark may cause. The kernel estimates the loss, and
   * overestimates it for marks with low frequencies.
   */
  readonly cost: number
}

/** Side in pixels of the square tile that contains the mark. The tile repeats over a picture. */
export const TILE = MARK_TILE

/**
 * Modes, with the number of bits of their value as the key. A small picture has few pixels for each
 * bit, and is rarely reduced much further. Its mark therefore uses more and higher frequencies. The
 * polynomials are those of CRC-12/UMTS and CRC-16/CCITT.
 */
export const MODES = {
  32: {
    bits: 32,
    check: { bits: 12, polynomial: 0x80f },
    band: [7.7, 28.2],
    corner: 19.2,
    pilots: 0.33,
    strength: 0.45,
    cost: 0.018,
  },
  64: {
    bits: 64,
    check: { bits: 16, polynomial: 0x1021 },
    band: [6.4, 19.2],
    corner: 14.1,
    pilots: 0.4,
    strength: 0.4,
    cost: 0.024,
  },
} as const satisfies Record<number, Mode>

/** Minimum length of an output's longer side, in pixels, for a mark of 64 bits. */
export const LARGE = 600

/** Returns the mode of the mark for an output of this size. */
export function modeOf({ width, height }: Size): Mode {
  return MODES[Math.max(width, height) >= LARGE ? 64 : 32]
}

/** Maximum frequency of a wave in any mode, in periods per tile in each direction. */
export const MAX_PERIODS = 29

/** Returns the number of hexadecimal digits of the value in a mode. */
export const digitsOf = ({ bits }: Mode): number => bits / 4
