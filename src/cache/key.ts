/** Goes up whenever the same request would give other bytes than before, so that old derivatives are left behind. */
const GENERATION = 3

/**
 * The URL under which a derivative is kept: on the Worker's own host, as the Cache API demands, made of the source's
 * identity and the canonical intent alone. Tokens and claims are no part of it, so re-signed URLs share a derivative.
 *
 * @param origin `https://host` of the request
 * @param sources identities of the source image, such as `r2:IMAGES/a.jpg`, and of an overlay
 * @param wanted canonical intent; `undefined` for the original itself
 * @param maxAge seconds that it stays fresh where its source does not say: zones may differ in that
 * @example cacheKey('https://img.example.com', ['r2:IMAGES/a.jpg'], 'width=400', 86400)
 *   // 'https://img.example.com/.signet/3/derivative/86400/r2%3AIMAGES%2Fa.jpg?width=400'
 */
export function cacheKey(
  origin: string,
  sources: readonly string[],
  wanted: string | undefined,
  maxAge: number,
): string {
  const kind = wanted === undefined ? 'original' : 'derivative'
  const place = `${GENERATION}/${kind}/${maxAge}/${sources.map(encodeURIComponent).join('/')}`
  return `${origin}/.signet/${place}?${wanted ?? ''}`
}
