/** Byte 16 · d + i is i mod d: where the i-th byte of a repeated sequence of d < 16 bytes is. */
const places = memory.data(16 * 16, 16)

/** The largest multiple of a distance up to 16. */
const steps = memory.data<u8>([0, 16, 16, 15, 16, 15, 12, 14, 16, 9, 10, 11, 12, 13, 14, 15])

/** Fills the table, once for an instance. */
export function preparePlaces(): void {
  if (load<u8>(places + 33) !== 0) return
  for (let distance: usize = 1; distance < 16; distance++) {
    for (let at: usize = 0; at < 16; at++) store<u8>(places + distance * 16 + at, at % distance)
  }
}

/**
 * Repeats the bytes `distance` before `to` up to `end`; up to 15 bytes more are written, and as many read.
 * @param distance at least 1; of so many bytes before `to` the content is known
 */
export function repeat(to: usize, distance: usize, end: usize): void {
  let from = to - distance
  if (distance >= 16) {
    do {
      v128.store(to, v128.load(from))
      from += 16
      to += 16
    } while (to < end)
  } else {
    const sequence = v128.swizzle(v128.load(from), v128.load(places + distance * 16))
    const step = <usize>load<u8>(steps + distance)
    do {
      v128.store(to, sequence)
      to += step
    } while (to < end)
  }
}
