/**
 * Formats a byte length for display.
 * @example fileSize(52_428_800) // '50 MB'
 */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  if (bytes < 1_000_000) return `${Math.round(bytes / 1024)} KB`
  const megabytes = bytes / 1024 ** 2
  return `${Number(megabytes.toFixed(megabytes < 10 ? 1 : 0))} MB`
}
