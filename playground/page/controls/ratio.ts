import { signal } from '@preact/signals'

/** Width divided by height that `width` and `height` keep. `undefined` while the lock is open. */
export const lockedRatio = signal<number | undefined>(undefined)

const MAX_SIDE = 10_000

type Side = 'width' | 'height'

/** Returns a picture's other side, computed from one side and the ratio, as a text. */
function otherSide(name: Side, side: number, ratio: number): string {
  const other = name === 'width' ? side / ratio : side * ratio
  return String(Math.min(MAX_SIDE, Math.max(1, Math.round(other))))
}

/**
 * Returns the parameters to set when the user changes a side while the ratio is locked. The other
 * side is only changed if it is set: alone, a side keeps the picture's ratio.
 * @param text the side's new value, which may be empty or not a number while the user types
 */
export function sidesAfter(
  name: Side,
  text: string | undefined,
  { ratio, given }: { readonly ratio: number | undefined; readonly given: ReadonlyMap<string, string> },
): Readonly<Partial<Record<Side, string | undefined>>> {
  const other = name === 'width' ? 'height' : 'width'
  const side = Number(text)
  if (ratio === undefined || !given.has(other) || !(side > 0)) return { [name]: text }
  return { [name]: text, [other]: otherSide(name, side, ratio) }
}

/**
 * Returns the ratio between the given width and height. Returns `undefined` unless both are set.
 */
export function ratioOf(given: ReadonlyMap<string, string>): number | undefined {
  const ratio = Number(given.get('width')) / Number(given.get('height'))
  return ratio > 0 && Number.isFinite(ratio) ? ratio : undefined
}

const MAX_TERM = 32

/**
 * Formats a ratio with small whole numbers if they are within 0.5 % of it.
 * @example ratioText(1.5) // '3 : 2'
 */
export function ratioText(ratio: number): string {
  for (let down = 1; down <= MAX_TERM; down++) {
    const across = Math.round(ratio * down)
    if (across > 0 && across <= MAX_TERM && Math.abs(across / down / ratio - 1) < 0.005)
      return `${across} : ${down}`
  }
  return ratio >= 1 ? `${ratio.toFixed(2)} : 1` : `1 : ${(1 / ratio).toFixed(2)}`
}
