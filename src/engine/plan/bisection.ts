const ROUNDS = 20

/**
 * Finds the largest share of an original that fits. The smaller original has the same shape and
 * kind.
 * @param fits returns `true` if an original with this share of the area and bytes fits. The share
 *   is between 0 and 1, both excluded
 * @returns the share; 0 if even the smallest original does not fit
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
 * Finds the largest integer that fits. All smaller integers must fit as well.
 * @param max an integer that does not fit; the search stays below it
 * @returns 0 if none fits
 */
export function largestThatFits(max: number, fits: (length: number) => boolean): number {
  let fitting = 0
  let failing = max
  while (failing - fitting > 1) {
    const length = Math.floor((fitting + failing) / 2)
    if (fits(length)) fitting = length
    else failing = length
  }
  return fitting
}
