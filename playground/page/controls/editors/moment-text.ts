const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

const far = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/**
 * Describes a time in words, given in seconds from now.
 * @example fromNow(600) // 'in 10 minutes'
 */
export function fromNow(seconds: number): string {
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? UNITS[3]
  return far.format(Math.round(seconds / size), unit)
}

/**
 * Describes a Unix time in words. Returns `undefined` if the text is not a Unix time.
 * @param now Unix time
 */
export function momentWords(text: string, now: number): string | undefined {
  if (!/^[0-9]{1,11}$/.test(text)) return undefined
  const date = new Date(Number(text) * 1000)
  return `${date.toLocaleString()}, ${fromNow(Number(text) - now)}`
}
