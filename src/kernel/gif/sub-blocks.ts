/** Sub-blocks (GIF89a, 15): a length and as many bytes, one after the other, ended by a length of 0. */

/** Bytes of the sub-block at hand that have not come yet. */
let left: usize = 0
/** Whether the length of 0 has come. */
export let isEnded: bool = false

export function openSubBlocks(): void {
  left = 0
  isEnded = false
}

/**
 * Takes the lengths out of the next `length` bytes at `data`, which closes up; what follows the end is dropped.
 * @returns the address behind the content
 */
export function unwrap(data: usize, length: usize): usize {
  const end = data + length
  let content = data
  while (data < end && !isEnded) {
    if (left === 0) {
      left = load<u8>(data++)
      isEnded = left === 0
    }
    const count = min(left, end - data)
    memory.copy(content, data, count)
    content += count
    data += count
    left -= count
  }
  return content
}
