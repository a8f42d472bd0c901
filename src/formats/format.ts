import type { Input } from '../bytes/reader.ts'
import type { Header } from '../picture/header.ts'

/** How one image format is recognised and its header read. */
export interface Format {
  /** Whether a file that begins with `bytes` is of this format, by its magic alone. */
  matches(bytes: Uint8Array): boolean
  /** Reads no further than the header goes. Throws `MORE`, or `Failure`: corrupt, unsupported. */
  read(input: Input): Header
}

/** Whether the characters of `text`, one byte each, stand at `at`. */
export function hasText(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false
  return true
}
