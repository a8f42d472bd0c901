const ROUNDS = 20

/**
 * How much of a source of the same shape and kind would fit.
 * @param fits whether a source with this share of the area and of the bytes fits; the share is above 0 and below 1
 * @returns the share; 0 if even the smallest source does not fit
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
 * The largest whole number that fits; smaller ones must fit as well.
 * @param most does not fit
 * @returns 0 if none does
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
