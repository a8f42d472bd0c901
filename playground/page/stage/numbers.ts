const SCALES = [
  ['MB', 1e6],
  ['KB', 1e3],
] as const

const rounded = (value: number) => value.toFixed(value < 10 ? 1 : 0)

/**
 * Formats a size in bytes.
 * @example formatBytes(86_400) // '86 KB'
 */
export function formatBytes(bytes: number): string {
  for (const [unit, size] of SCALES) if (bytes >= size) return `${rounded(bytes / size)} ${unit}`
  return `${bytes} B`
}

/**
 * Formats a share in percent, with one decimal below 10.
 * @example formatShare(0.0712) // '7.1 %'
 */
export function formatShare(share: number): string {
  return `${rounded(share * 100)} %`
}

/**
 * Formats milliseconds.
 * @example formatMs(12.34) // '12 ms'
 */
export function formatMs(ms: number): string {
  return ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : `${rounded(ms)} ms`
}

/**
 * Formats a width and height.
 * @example formatSize({ width: 800, height: 533 }) // '800 × 533'
 */
export function formatSize({ width, height }: { readonly width: number; readonly height: number }): string {
  return `${width} × ${height}`
}

/**
 * Formats the size in bytes of an output as a percentage of its source.
 * @example formatSaving(70, 1000) // '93 % smaller'
 */
export function formatSaving(bytes: number, source: number): string {
  if (bytes === source) return 'the same'
  const share = 1 - bytes / source
  return `${formatShare(Math.abs(share))} ${share < 0 ? 'larger' : 'smaller'}`
}
