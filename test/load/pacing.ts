/** Timing of an origin's answer. */
export interface Pace {
  /** Milliseconds before the headers are sent. If it is `undefined`, the origin never answers. */
  readonly latency: number | undefined
  /** Bytes that are sent together. */
  readonly piece: number
  /** Milliseconds between two pieces. */
  readonly every: number
  /** Pause after a share of the body has been sent. */
  readonly pause?: { readonly at: number; readonly milliseconds: number }
  /** Share of the body after which the connection is reset. */
  readonly resetAt?: number
}

const PIECE = 65_536

const ORDINARY: Pace = { latency: 60, piece: PIECE, every: PIECE / 4000 }

/** Paces by the first segment of the path. */
export const PACES = {
  ordinary: ORDINARY,
  fast: { latency: 5, piece: 16 * PIECE, every: 4 },
  late2: { ...ORDINARY, latency: 2000 },
  late12: { ...ORDINARY, latency: 12_000 },
  pausing: { ...ORDINARY, pause: { at: 0.5, milliseconds: 1000 } },
  trickling: { ...ORDINARY, every: 2500 },
  hanging: { ...ORDINARY, latency: undefined },
  resetting: { ...ORDINARY, resetAt: 0.5 },
} as const satisfies Record<string, Pace>

export type PaceName = keyof typeof PACES

export const isPaceName = (name: string): name is PaceName => Object.hasOwn(PACES, name)

/** Returns the bytes of a body that should be sent `elapsed` milliseconds after the headers. */
export function bytesDue({ piece, every, pause }: Pace, size: number, elapsed: number): number {
  const due = (ms: number) => Math.min(size, piece * (1 + Math.floor(ms / every)))
  if (!pause) return due(elapsed)
  const before = Math.min(due(elapsed), Math.floor(size * pause.at))
  return Math.max(before, due(elapsed - pause.milliseconds))
}
