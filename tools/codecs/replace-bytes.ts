import { readSections, writeSections } from './sections.ts'

/**
 * Replaces bytes in a module's section. All addresses stay the same.
 * @param section section number, such as `SECTION.data`
 * @param from must occur exactly once
 * @param to is as long as `from`
 * @param subject start of the error message, such as `the module enables accounting`. The match
 *   count follows it.
 * @throws Error if `from` does not occur exactly once
 */
export function replaceBytes(
  module: Uint8Array,
  section: number,
  [from, to]: readonly [from: Buffer, to: Buffer],
  subject: string,
): Buffer {
  let found = 0
  function replaced(content: Uint8Array): Buffer {
    const copy = Buffer.from(content)
    for (let at = copy.indexOf(from); at >= 0; at = copy.indexOf(from, at + 1), found++) to.copy(copy, at)
    return copy
  }
  const sections = readSections(module).map((each) =>
    each.id === section ? { ...each, content: replaced(each.content) } : each,
  )
  if (found !== 1) throw new Error(`${subject} ${found} times`)
  return writeSections(module, sections)
}
