const SECONDS: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
  ['w', 604_800],
])

/**
 * Parses a duration such as `90s`, `10m`, `24h`, `7d` or `2w`. Returns `undefined` for any other
 * text.
 * @returns seconds
 * @example parseDuration('10m') // 600
 */
export function parseDuration(text: string): number | undefined {
  const [, count, unit = ''] = /^([1-9][0-9]{0,5})([a-z])$/.exec(text) ?? []
  const seconds = SECONDS.get(unit)
  return seconds === undefined ? undefined : Number(count) * seconds
}
