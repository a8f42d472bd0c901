import { replaceBytes } from './replace-bytes.ts'
import { SECTION } from './sections.ts'

/**
 * Replaces a zero-terminated text in a module's data. All addresses stay the same.
 * @param from must occur in the module exactly once
 * @param to must not be longer than `from`
 * @throws Error if `from` does not occur exactly once, or if `to` is longer
 * @example replaceText(readFileSync('codec.wasm'), 'enable-this', 'enable-it')
 */
export function replaceText(module: Uint8Array, from: string, to: string): Buffer {
  if (to.length > from.length) throw new Error(`${to} is longer than ${from}`)
  const text = Buffer.from(`${from}\0`)
  const replacement = Buffer.from(to.padEnd(text.length, '\0'))
  return replaceBytes(module, SECTION.data, [text, replacement], `the module has ${from}`)
}
