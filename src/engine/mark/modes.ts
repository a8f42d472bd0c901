import { MARK_TILE } from '../constants/kernel.ts'
import type { Size } from '../picture/size.ts'

/**
 * A mark's mode. It determines the value's length, and the mark's frequencies and strength in a
 * picture.
 */
export interface Mode {
  /** Bit length of the value that the mark carries, without its checksum. */
  readonly bits: 32 | 64
  /**
   * Bit length of the checksum (CRC) that follows the value, and the CRC's polynomial without its
   * highest term.
   */
  readonly check: { readonly bits: number; readonly polynomial: number }
  /** Lowest and highest frequency among the mark's waves, in periods per tile. */
  readonly band: readonly [number, number]
  /**
   * Frequency in periods per tile at which the mark's waves have half the amplitude that they have
   * at frequency 0.
   */
  readonly corner: number
  /**
   * Share of waves that are pilots. Pilots carry no bit. The reader uses them to find the mark's
   * position.
   */
  readonly pilots: number
  /**
   * The mark's strength on smooth areas with some grain, as a standard deviation in luma levels.
   */
  readonly strength: number
  /**
   * Maximum SSIM loss (1 − SSIM) that a mark may cause. The kernel estimates the loss, and
   * overestimates it for marks with low frequencies.
   */
  readonly cost: number
}

/**
 * Side length in pixels of the square tile that contains the mark. The tile repeats over a picture.
 */
export const TILE = MARK_TILE

/**
 * Modes by their value's length in bits. A small picture has few pixels for each bit, and is rarely
 * reduced much further. Its mark therefore uses more and higher frequencies. The polynomials are
 * CRC-12/UMTS and CRC-16/CCITT.
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

/** Minimum length in pixels of an output's longer side for a 64-bit mark. */
export const LARGE = 600

/** Returns the mark mode for an output of this size. */
export function modeOf({ width, height }: Size): Mode {
  return MODES[Math.max(width, height) >= LARGE ? 64 : 32]
}

/** Maximum wave frequency in any mode, in periods per tile in each direction. */
export const MAX_PERIODS = 29

/** Returns how many hexadecimal digits a mode's value has. */
export const digitsOf = ({ bits }: Mode): number => bits / 4
