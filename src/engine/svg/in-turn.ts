import { takeLarge } from '../memory/large.ts'
import type { Seat } from '../memory/seat.ts'
import type { Size } from '../picture/size.ts'
import { svgMemory } from './draw.ts'
import type { Svg } from './read.ts'

/**
 * Runs work that draws SVGs in its turn at the large memory.
 * @param work must not wait for anything
 */
export async function inTurn<T>(svg: Pick<Svg, 'layered'>, size: Size, work: (seat: Seat) => T): Promise<T> {
  const seat = await takeLarge(svgMemory(svg, size).codec)
  try {
    return work(seat)
  } finally {
    seat.free()
  }
}
