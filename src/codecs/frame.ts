import { Failure } from '../errors.ts'
import type { Frame, Pixels, Strip } from './codec.ts'

/** A picture that is wholly there, as pixels on their way: one strip that holds all rows. */
export function wholeFrame({ width, height, data }: Frame): Pixels {
  async function* strips(): AsyncGenerator<Strip> {
    yield { planes: [data] }
  }
  return { width, height, layout: 'rgba', planes: [{ width, height }], strips: strips() }
}

/**
 * Gathers pixels into a frame; the inverse of `wholeFrame`. A strip that holds all rows becomes the frame without a
 * copy: no further one is asked for, so its bytes stay valid.
 * @throws Failure corrupt: there are fewer or more rows than the picture has
 */
export async function collect({ width, height, layout, strips }: Pixels): Promise<Frame> {
  if (layout !== 'rgba') throw new Failure('internal', undefined, `a frame cannot hold ${layout}`)
  const length = width * height * 4
  let data: Uint8Array | undefined
  let filled = 0
  for await (const { planes } of strips) {
    const rows = planes[0] ?? new Uint8Array(0)
    if (filled === 0 && rows.length === length) return { width, height, data: rows }
    if (filled + rows.length > length) throw new Failure('corrupt', undefined, 'there are too many rows')
    data ??= new Uint8Array(length)
    data.set(rows, filled)
    filled += rows.length
  }
  if (data === undefined || filled < length) throw new Failure('corrupt', undefined, 'there are too few rows')
  return { width, height, data }
}
