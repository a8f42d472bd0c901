export const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)

export const be16 = (value: number): Uint8Array => Uint8Array.of(value >> 8, value)
export const be32 = (value: number): Uint8Array => Uint8Array.of(value >> 24, value >> 16, value >> 8, value)
export const le24 = (value: number): Uint8Array => Uint8Array.of(value, value >> 8, value >> 16)
export const le32 = (value: number): Uint8Array => Uint8Array.of(value, value >> 8, value >> 16, value >> 24)

/**
 * Reads integers from a file, big-endian (`be`) or little-endian (`le`). Bytes beyond the file's
 * end count as 0, so the caller must check lengths.
 */
export const u16be = (file: Uint8Array, at: number): number => ((file[at] ?? 0) << 8) | (file[at + 1] ?? 0)
export const u32be = (file: Uint8Array, at: number): number => u16be(file, at) * 0x10000 + u16be(file, at + 2)
export const u32le = (file: Uint8Array, at: number): number =>
  (file[at] ?? 0) +
  (file[at + 1] ?? 0) * 0x100 +
  (file[at + 2] ?? 0) * 0x10000 +
  (file[at + 3] ?? 0) * 0x1000000

/** Returns the name of a chunk or tag: four Latin-1 characters. */
export const fourCharacters = (file: Uint8Array, at: number): string =>
  String.fromCharCode(...file.subarray(at, at + 4))

/**
 * Returns a block's bytes after `prefix`, or `undefined` if the block does not begin with `prefix`.
 */
export function afterPrefix(block: Uint8Array, prefix: string): Uint8Array | undefined {
  for (let i = 0; i < prefix.length; i++) if (block[i] !== prefix.charCodeAt(i)) return undefined
  return block.subarray(prefix.length)
}

/** Returns `true` if the bytes at `at` equal the characters in `text`, one byte for each. */
export function hasText(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false
  return true
}
