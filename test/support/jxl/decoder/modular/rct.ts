import type { Channel } from './channel.ts'

/** Reversible color transform for three channels (ISO/IEC 18181-1:2022, H.6). */
export interface Rct {
  readonly first: number
  /** Permutation × 7 + transform kind. */
  readonly type: number
}

/** Places of the three channels after the transform, for each permutation. */
const PLACES = [
  [0, 1, 2],
  [1, 2, 0],
  [2, 0, 1],
  [0, 2, 1],
  [1, 0, 2],
  [2, 1, 0],
] as const

/** Undoes YCoCg-R. */
function undoYcocg(a: Int32Array, b: Int32Array, c: Int32Array): void {
  for (let at = 0; at < a.length; at++) {
    const co = b[at] as number
    const cg = c[at] as number
    const rest = (a[at] as number) - (cg >> 1)
    const blue = rest - (co >> 1)
    a[at] = blue + co
    b[at] = cg + rest
    c[at] = blue
  }
}

/** Adds the first channel, or the mean of the first and third, to others. */
function undoDifferences(kind: number, a: Int32Array, b: Int32Array, c: Int32Array): void {
  const [second, third] = [kind >> 1, kind & 1]
  for (let at = 0; at < a.length; at++) {
    const first = a[at] as number
    if (third === 1) c[at] = (c[at] as number) + first
    if (second === 1) b[at] = (b[at] as number) + first
    else if (second === 2) b[at] = (b[at] as number) + ((first + (c[at] as number)) >> 1)
  }
}

/** Undoes a color transform. The channels exist and have the same size. */
export function undoRct(channels: Channel[], { first, type }: Rct): void {
  const [a, b, c] = channels.slice(first, first + 3)
  if (!a || !b || !c) return
  const kind = type % 7
  if (kind === 6) undoYcocg(a.data, b.data, c.data)
  else if (kind > 0) undoDifferences(kind, a.data, b.data, c.data)
  const places = PLACES[Math.floor(type / 7)] ?? PLACES[0]
  for (const [at, channel] of [a, b, c].entries()) channels[first + (places[at] ?? 0)] = channel
}
