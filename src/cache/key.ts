/** Increase it when the same request gives other bytes than before. */
const GENERATION = 3

/**
 * The URL that derivatives are cached by: on the Worker's own host, as the Cache API requires, made of the names of the
 * sources and the canonical intent. It has no tokens or claims, so that re-signed URLs share a derivative.
 *
 * @param origin `https://host` of the request
 * @param sources names of the source image, such as `r2:IMAGES/a.jpg`, and of the overlay
 * @param wanted canonical intent; `undefined` for the original itself
 * @param maxAge seconds that it stays fresh where its source does not say, which differs between zones
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
