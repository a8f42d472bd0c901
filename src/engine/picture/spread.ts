import type { Size } from './size.ts'

/**
 * Area in which a decoded picture shows a trace of one stored pixel: the block that contains the
 * pixel, and `reach` pixels around it.
 */
export interface Spread {
  readonly block: Size
  readonly reach: number
}
