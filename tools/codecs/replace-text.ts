import { readSections, SECTION, writeSections } from './sections.ts'

/**
 * Replaces a text among a module's constants, each of which ends with a zero byte. All addresses stay the same.
 * @param from the module must have it once
 * @param to at most as long
 * @throws Error if the module has it more often or not at all, or if `to` is longer
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
