import { readSections, SECTION, writeSections } from './sections.ts'

/**
 * `i32.const 1; i32.store offset=313404`: libaom's decoder, built with CONFIG_ACCOUNTING, sets `acct_enabled` where it is
 * created (av1_decoder_create). The next field, at 313408, is the list of symbols.
 */
const ENABLED = Buffer.from('41013602bc9013', 'hex')
const DISABLED = Buffer.from('41003602bc9013', 'hex')

/**
 * Switches off the list that libaom's decoder keeps of every symbol, for tools that analyse streams: 16 bytes each, in a
 * list that doubles, which took 60 of 90 MB for 1.2 megapixels of noise of 10 bits (2026-11-29).
 * @throws Error if the module has the instructions more often than once, or not at all
 */
export function withoutAccounting(module: Uint8Array): Buffer {
  let found = 0
  function disabled(content: Uint8Array): Buffer {
    const copy = Buffer.from(content)
    for (let at = copy.indexOf(ENABLED); at >= 0; at = copy.indexOf(ENABLED, at + 1), found++)
      DISABLED.copy(copy, at)
    return copy
  }
  const sections = readSections(module).map((section) =>
    section.id === SECTION.code ? { ...section, content: disabled(section.content) } : section,
  )
  if (found !== 1) throw new Error(`the module enables accounting ${found} times`)
  return writeSections(module, sections)
}
