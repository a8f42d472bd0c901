/**
 * Signed image URL with the sizes in which it may be requested. It is a plain object without a key,
 * which can be sent to browsers as JSON. `signer.grant` creates it.
 */
export interface Grant {
  /**
   * URL for the attribute `src`. With `widths`, its `w` is the smallest granted width that is at
   * least the signed `width`, or the largest granted width if none is. With `dprs`, its `dpr` is
   * the smallest granted ratio that is at least 1, or the largest if none is.
   */
  readonly src: string
  /** Signed URL without a size. Append `&w=` or `&dpr=` with a granted value to choose one. */
  readonly base: string
  /** Widths in pixels that may be requested. A grant has either `widths` or `dprs`. */
  readonly widths?: readonly number[]
  /** Device pixel ratios that may be requested. */
  readonly dprs?: readonly number[]
  /**
   * Value for the attribute `srcset`: `URL 320w, URL 640w` or `URL 1x, URL 2x`. Escape its `&` in
   * HTML text.
   */
  readonly srcset: string
}

/**
 * Returns the smallest granted value that is at least `wanted`. If there is none, it returns the
 * largest.
 */
export function snap(granted: readonly number[], wanted: number): number {
  const enough = granted.filter((value) => value >= wanted)
  return enough.length > 0 ? Math.min(...enough) : Math.max(...granted)
}

/**
 * Returns a granted image's URL in the size that fits best: the smallest granted size that is at
 * least `wanted`, otherwise the largest. It runs in browsers and needs no key, no network and no
 * `await`.
 *
 * @param wanted width in device pixels, or a device pixel ratio if the grant has ratios
 * @example imageFromGrant(grant, element.clientWidth * devicePixelRatio)
 */
export function imageFromGrant({ base, widths, dprs }: Grant, wanted: number): string {
  if (typeof base !== 'string') throw new TypeError('imageFromGrant needs what grant() returned')
  return widths ? `${base}&w=${snap(widths, wanted)}` : `${base}&dpr=${snap(dprs ?? [1], wanted)}`
}
