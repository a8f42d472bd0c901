/**
 * Removes the length bytes from a GIF's sub-blocks (GIF89a, 15). Each sub-block is a length byte
 * and that many bytes. A zero length byte ends the chain.
 */

let left: usize = 0
/** `true` once the zero length byte that ends the chain has arrived. */
export let isEnded: bool = false

export function openSubBlocks(): void {
  left = 0
  isEnded = false
}

/**
 * Removes the sub-blocks' length bytes from the next `length` bytes at `data`, in place, and drops
 * all bytes after the chain's end.
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
