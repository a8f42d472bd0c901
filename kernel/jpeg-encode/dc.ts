import { keepWaiting, waitingLength, waitingValue, writeWord } from './bits'
import { Component, component } from './component'
import { category, valueBits } from './entropy'
import { count, ENTRY_LENGTH, ENTRY_LENGTH_BITS, entry } from './huffman'

/** The scan with all components' DC coefficients (T.81 G.1.2.1), from stored coefficients. */

/**
 * Returns a block's DC coefficient. A block outside the plane exists only to complete an MCU. It
 * has the previous block's DC coefficient, which takes the fewest bits.
 */
function dcOf(c: Component, column: i32, row: i32): i32 {
  if (column >= c.columns || row >= c.rows) return c.prediction
  return load<i16>(c.dcs + <usize>(row * c.columns + column) * 2)
}

/** Counts the symbols in an MCU row. */
export function countDcRow(components: usize, componentCount: i32, mcuColumns: i32, mcuRow: i32): void {
  for (let i = 0; i < componentCount; i++) {
    const c = component(components, i)
    const side = c.sampling
    for (let mcu = 0; mcu < mcuColumns; mcu++) {
      for (let row = mcuRow * side; row < (mcuRow + 1) * side; row++) {
        for (let column = mcu * side; column < (mcu + 1) * side; column++) {
          const dc = dcOf(c, column, row)
          count(c.dc, category(dc - c.prediction))
          c.prediction = dc
        }
      }
    }
  }
}

/** Writes an MCU (T.81 A.2.3). Returns the address after the written bytes. */
export function writeDcMcu(
  components: usize,
  componentCount: i32,
  mcuColumn: i32,
  mcuRow: i32,
  at: usize,
): usize {
  let bits = waitingValue()
  let length = waitingLength()
  for (let i = 0; i < componentCount; i++) {
    const c = component(components, i)
    const side = c.sampling
    for (let row = mcuRow * side; row < (mcuRow + 1) * side; row++) {
      for (let column = mcuColumn * side; column < (mcuColumn + 1) * side; column++) {
        const dc = dcOf(c, column, row)
        const difference = dc - c.prediction
        c.prediction = dc
        const size = category(difference)
        const code = entry(c.dc, size)
        bits =
          (bits << (<u64>(code & ENTRY_LENGTH))) | (code >> ENTRY_LENGTH_BITS) | valueBits(difference, size)
        length += <i32>(code & ENTRY_LENGTH)
        if (length >= 32) {
          length -= 32
          at = writeWord(at, <u32>(bits >> <u64>length))
        }
      }
    }
  }
  keepWaiting(bits, length)
  return at
}
