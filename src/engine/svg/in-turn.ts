import { type Seat, takeFor } from '../../memory/index.ts'
import type { Size } from '../picture/size.ts'
import { type Kernel, seatOf } from '../wasm/kernel.ts'
import { svgMemory } from './draw.ts'
import type { Svg } from './read.ts'

/**
 * Waits for the large memory, then runs work that draws an SVG.
 * @param work must not wait for anything
 * @param kernel kernel into which the work draws
 */
export async function inTurn<T>(
  svg: Pick<Svg, 'layered'>,
  size: Size,
  work: (seat: Seat) => T,
  kernel: Kernel,
): Promise<T> {
  const seat = await takeFor(seatOf(kernel), svgMemory(svg, size).codec)
  try {
    return work(seat)
  } finally {
    seat.free()
  }
}
