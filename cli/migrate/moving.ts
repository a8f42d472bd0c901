import type { Draft } from '../../src/signing/migrate/draft.ts'

const STILL: readonly (string | undefined)[] = ['avif', 'jpeg']

/** Matches the names of images that may be animations. */
const MAY_MOVE = /\.(?:gif|webp)(?:\?|$)/i

/**
 * Adds the default of services that keep animations. In Signet, `animate=1` cannot be combined with
 * a format that shows one frame.
 */
export function moving({ animate, ...draft }: Draft, image: string): Draft {
  if (STILL.includes(draft.format)) return draft
  const meant = animate ?? (MAY_MOVE.test(image) ? '1' : undefined)
  return { ...draft, ...(meant !== undefined && { animate: meant }) }
}
