import type { Mode } from '../../src/engine/mark/modes.ts'

/** Base-10 logarithm of the maximum false-positive probability for one picture. */
export const MAX_CHANCE = -6

/**
 * Number of tile positions that are tried for each shape (the picture's scales and rotation). There
 * are 128 × 128 offsets in whole pixels and four mirrorings. Near each, 16 offsets in fractions of
 * a pixel are tried.
 */
const PLACES = 128 ** 2 * 4 * 16

/**
 * Returns an upper bound for the false-positive probability. For a given picture, position and
 * value, at most exp(-score² / 2) of all keys reach the score, because the phases that a key gives
 * the waves are independent (Hoeffding's inequality). This share is multiplied by the number of
 * tried positions and values.
 * @param shapes number of shapes (scales and rotations) that are tried, including finer shapes
 * @returns a base-10 logarithm
 */
export function chanceOf(score: number, { bits }: Mode, shapes: number): number {
  return (Math.log(PLACES * shapes) + bits * Math.LN2 - (score * score) / 2) / Math.LN10
}

/**
 * Returns the minimum score of an accepted mark: the score at which `chanceOf` equals `MAX_CHANCE`.
 */
export const minOf = ({ bits }: Mode, shapes: number) =>
  Math.sqrt(2 * (Math.log(PLACES * shapes) + bits * Math.LN2 - MAX_CHANCE * Math.LN10))
