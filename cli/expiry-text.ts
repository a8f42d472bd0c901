/** Units of a time span, the largest first. A span shorter than two units uses a smaller unit. */
const UNITS: readonly (readonly [name: string, seconds: number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
]

function spanText(seconds: number): string {
  const [name, length] = UNITS.find(([, each]) => seconds >= 2 * each) ?? ['second', 1]
  const count = Math.round(seconds / length)
  return `${count} ${name}${count === 1 ? '' : 's'}`
}

/** Formats Unix time in seconds. */
export const timeText = (time: number): string => new Date(time * 1000).toISOString().replace('.000', '')

/**
 * Formats a URL's expiry.
 * @param expire Unix time in seconds; `undefined` if the URL never expires
 * @param now Unix time in seconds
 * @example expiryText(1_700_000_600, 1_700_000_000) // '2023-11-14T22:23:20Z (in 10 minutes)'
 */
export function expiryText(expire: number | undefined, now: number): string {
  if (expire === undefined) return 'never'
  const span = spanText(Math.abs(expire - now))
  return `${timeText(expire)} (${expire < now ? `${span} ago` : `in ${span}`})`
}
