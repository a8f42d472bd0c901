/** Sub-blocks (GIF89a, 15): a length and as many bytes, repeatedly, ended by a length of 0. */

let left: usize = 0
/** Whether the length of 0 has arrived. */
export let isEnded: bool = false

export function openSubBlocks(): void {
  left = 0
  isEnded = false
}

/**
 * Removes the lengths from the next `length` bytes at `data`, in place, and drops what follows the end.
 * @returns the address after the content
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
