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

/** Rounds a saving down to a tenth of a percent above 99 %, because no file is 100 % smaller. */
const bounded = (saving: number) =>
  saving > 0.99 ? `${Math.floor(saving * 1000) / 10} %` : formatShare(saving)

/**
 * Formats an output's size in bytes as a percentage of its source.
 * @example formatSaving(70, 1000) // '93 % smaller'
 * @example formatSaving(4700, 1_200_000) // '99.6 % smaller'
 */
export function formatSaving(bytes: number, source: number): string {
  if (bytes === source) return 'the same'
  const share = 1 - bytes / source
  return share < 0 ? `${formatShare(-share)} larger` : `${bounded(share)} smaller`
}

/** A file's frame count. It is `unknown` if the header does not give the count. */
export type Frames = number | 'unknown'

/** Returns `true` if two files are both stills or both animations, so that their bytes compare. */
export const isComparable = (a: Frames, b: Frames): boolean => (a === 1) === (b === 1)

/**
 * Formats a file's frame count.
 * @param all the source's frame count
 * @example formatFrames(1, 16) // '1 of 16 frames'
 */
export function formatFrames(frames: Frames, all: Frames): string {
  if (frames === all) return all === 'unknown' ? 'all frames' : `all ${all} frames`
  return all === 'unknown' ? 'first frame only' : `${frames} of ${all} frames`
}
