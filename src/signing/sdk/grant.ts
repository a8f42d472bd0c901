/**
 * One signature for several sizes of an image: a plain object without a key, to be sent to browsers as JSON.
 * `signer.grant` makes it.
 */
export interface Grant {
  /** For `src`: the candidate that fits the signed size. */
  readonly src: string
  /** The signed URL without a choice; `&w=` or `&dpr=` follows it. */
  readonly base: string
  /** Granted widths in pixels; there are either these or `dprs`. */
  readonly widths?: readonly number[]
  /** Granted device pixel ratios. */
  readonly dprs?: readonly number[]
  /** All candidates: `URL 320w, URL 640w` or `URL 1x, URL 2x`. In HTML text its `&` must be escaped. */
  readonly srcset: string
}

/** The smallest of `granted` that is not smaller than `wanted`, else the largest. */
export function snap(granted: readonly number[], wanted: number): number {
  const enough = granted.filter((value) => value >= wanted)
  return enough.length > 0 ? Math.min(...enough) : Math.max(...granted)
}

/**
 * The URL of a granted image in the size that fits best: the smallest granted one that is not smaller than `wanted`,
 * else the largest. Runs in browsers: it needs no key, no network and no `await`.
 *
 * @param wanted width in device pixels, or the device pixel ratio where ratios are granted
 * @example imageFromGrant(grant, element.clientWidth * devicePixelRatio)
 */
export function imageFromGrant({ base, widths, dprs }: Grant, wanted: number): string {
  if (typeof base !== 'string') throw new TypeError('imageFromGrant needs what grant() returned')
  return widths ? `${base}&w=${snap(widths, wanted)}` : `${base}&dpr=${snap(dprs ?? [1], wanted)}`
}
