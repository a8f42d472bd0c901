/** Effort in the search for modes and levels. */

/**
 * `true` for the search that makes the smallest files. It tries all modes and optimizes each
 * block's levels. Its token prices come from a first pass over the picture.
 */
export let thorough = false

export function setThorough(isThorough: bool): void {
  thorough = isThorough
}
