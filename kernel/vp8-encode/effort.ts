/** Effort of the search for modes and levels. */

/**
 * `true` for the search that makes the smallest files: all modes are tried, the levels of each
 * block are optimized, and the prices of tokens come from a first pass over the picture.
 */
export let thorough = false

export function setThorough(isThorough: bool): void {
  thorough = isThorough
}
