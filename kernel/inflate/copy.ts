/**
 * Table with shuffle indices that repeat a vector's first d < 16 bytes. Byte 16 · d + i is i mod d.
 */
const places = memory.data(16 * 16, 16)

/**
 * For each distance below 16, its largest multiple that is at most 16. Each store advances a copy
 * by this number of bytes.
 */
const steps = memory.data<u8>([0, 16, 16, 15, 16, 15, 12, 14, 16, 9, 10, 11, 12, 13, 14, 15])

/** Fills the shuffle index table, once per instance. */
export function preparePlaces(): void {
  if (load<u8>(places + 33) !== 0) return
  for (let distance: usize = 1; distance < 16; distance++) {
    for (let at: usize = 0; at < 16; at++) store<u8>(places + distance * 16 + at, at % distance)
  }
}

/**
 * Fills the bytes from `to` to `end` by repeating the `distance` bytes before `to`. Up to 15 bytes
 * after `end` are overwritten, and up to 15 bytes from `to` on are read.
 * @param distance bytes to repeat, at least 1; they must already lie before `to`
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
