/** Halvings of the interval in which the answer lies. */
const ROUNDS = 20

/**
 * How much of a source would fit, of the same shape and kind.
 * @param fits whether a source with such a share of the area and of the bytes does, above 0 and below 1
 * @returns the share; 0 where even the smallest source does not fit
 */
export function shareThatFits(fits: (share: number) => boolean): number {
  let fitting = 0
  let failing = 1
  for (let round = 0; round < ROUNDS; round++) {
    const share = (fitting + failing) / 2
    if (fits(share)) fitting = share
    else failing = share
  }
  return fitting
}

/**
 * The largest whole number that fits, where smaller ones fit as well.
 * @param most which does not fit
 * @returns 0 where none does
 */
export function largestThatFits(most: number, fits: (length: number) => boolean): number {
  let fitting = 0
  let failing = most
  while (failing - fitting > 1) {
    const length = Math.floor((fitting + failing) / 2)
    if (fits(length)) fitting = length
    else failing = length
  }
  return fitting
}
