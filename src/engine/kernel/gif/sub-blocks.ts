/**
 * Sub-blocks (GIF89a, 15): repeatedly a length and that number of bytes. A length of 0 ends them.
 */

let left: usize = 0
/** `true` once the length of 0 has arrived. */
export let isEnded: bool = false

export function openSubBlocks(): void {
  left = 0
  isEnded = false
}

/**
 * Removes the lengths from the next `length` bytes at `data`, in place, and drops all bytes after
 * the end.
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
