import { readSections, SECTION, writeSections } from './sections.ts'

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
  let found = 0
  function replaced(content: Uint8Array): Buffer {
    const copy = Buffer.from(content)
    for (let at = copy.indexOf(text); at >= 0; at = copy.indexOf(text, at + 1), found++)
      replacement.copy(copy, at)
    return copy
  }
  const sections = readSections(module).map((section) =>
    section.id === SECTION.data ? { ...section, content: replaced(section.content) } : section,
  )
  if (found !== 1) throw new Error(`the module has ${from} ${found} times`)
  return writeSections(module, sections)
}
