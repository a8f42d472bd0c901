import type { Size } from './size.ts'

/**
 * Area in which a decoded picture shows a trace of one stored pixel: the whole block of the pixel,
 * and `reach` pixels beyond it.
 */
export interface Spread {
  readonly block: Size
  readonly reach: number
}
