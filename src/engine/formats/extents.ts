import type { Extent } from '../picture/header.ts'

/** Shortens a part of a file to a share of its length. */
export function shrinkExtent({ at, length }: Extent, share: number): Extent {
  return { at, length: Math.ceil(length * share) }
}
