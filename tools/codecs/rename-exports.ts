import { name, number, readNumber, readSections, SECTION, sectionOf, writeSections } from './sections.ts'

/**
 * Renames all exports in a module.
 * @param names new names by current name
 * @throws Error if an export has no new name
 */
export function renameExports(module: Uint8Array, names: ReadonlyMap<string, string>): Uint8Array {
  const sections = readSections(module)
  const exported = sectionOf(sections, SECTION.export)
  const { content } = exported
  const count = readNumber(content, 0)
  const parts: number[] = number(count.value)
  let at = count.end
  for (let left = count.value; left > 0; left--) {
    const { value: length, end } = readNumber(content, at)
    const before = Buffer.from(content.subarray(end, end + length)).toString()
    const after = names.get(before)
    if (after === undefined) throw new Error(`there is no new name for the export ${before}`)
    // A one-byte kind and an index follow the name (5.5.10).
    const next = readNumber(content, end + length + 1).end
    parts.push(...name(after), ...content.subarray(end + length, next))
    at = next
  }
  const renamed = { id: SECTION.export, content: Uint8Array.from(parts) }
  return writeSections(
    module,
    sections.map((section) => (section === exported ? renamed : section)),
  )
}
