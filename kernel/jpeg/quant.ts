/** Quantization tables (T.81 B.2.4.1). */
import { alloc } from '../heap'
import { naturalIndex } from '../natural-order'

const SIZE: usize = 64 * 2

let tables: usize = 0
let defined: i32 = 0

export function openQuant(): void {
  tables = alloc(4 * SIZE)
  defined = 0
}

/** Allocates a component's table. */
export function allocQuant(): usize {
  return alloc(SIZE)
}

/**
 * Stores a quantization table from the file.
 * @param elements address of 64 bytes or big-endian 16-bit words, in zigzag order
 * @param words `true` for 16-bit words
 */
export function defineQuant(selector: i32, elements: usize, words: bool): void {
  defined |= 1 << selector
  for (let k = 0; k < 64; k++) {
    const value = words ? bswap<u16>(load<u16>(elements + k * 2)) : <u16>load<u8>(elements + k)
    store<u16>(tables + <usize>selector * SIZE + naturalIndex(k) * 2, value)
  }
}

export function isQuantDefined(selector: i32): bool {
  return ((defined >> selector) & 1) !== 0
}

/**
 * Copies the quantization table's elements that belong to the `side` × `side` lowest frequencies,
 * row by row.
 */
export function copyQuant(selector: i32, side: i32, target: usize): void {
  const table = tables + <usize>selector * SIZE
  for (let row = 0; row < side; row++) memory.copy(target + row * side * 2, table + row * 16, side * 2)
}
