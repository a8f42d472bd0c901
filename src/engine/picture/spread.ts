import type { Size } from './size.ts'

/** Where a decoded picture shows a trace of one stored pixel: all over its block, and `reach` pixels beyond. */
export interface Spread {
  readonly block: Size
  readonly reach: number
}
