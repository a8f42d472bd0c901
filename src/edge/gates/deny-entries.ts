import { Failure } from '../../errors.ts'

/**
 * Entries of the deny list, by their hash. The value is the Unix time in seconds after which the
 * denied URL has expired and the entry can be deleted; `undefined` if it never expires.
 */
export type DenyEntries = ReadonlyMap<string, number | undefined>

/**
 * Maximum number of entries in the deny list. An isolate keeps them in memory, which takes about 3
 * MB.
 */
export const MAX_ENTRIES = 20_000

const LINE = /^([0-9a-f]{64})(?: ([0-9]{1,12}))?$/
const MAX_LINE_LENGTH = 64 + 1 + 12 + 2

function refuse(reason: string): never {
  throw new Failure('deny-list-unavailable', undefined, `the deny list ${reason}`)
}

/**
 * Parses the text of the deny list, which has one line for each entry.
 * @throws Failure deny-list-unavailable: a line is not an entry, or there are too many lines; the
 *   reason names the line number and does not quote the line
 * @example parseEntries('9f86…0a08 1790000000\n') // Map { '9f86…0a08' => 1790000000 }
 */
export function parseEntries(text: string): DenyEntries {
  if (text.length > MAX_ENTRIES * MAX_LINE_LENGTH) refuse(`is longer than ${MAX_ENTRIES} entries`)
  const entries = new Map<string, number | undefined>()
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '') continue
    const [, hash, expire] = LINE.exec(line) ?? []
    if (hash === undefined) return refuse(`is malformed in line ${index + 1}`)
    entries.set(hash, expire === undefined ? undefined : Number(expire))
  }
  if (entries.size > MAX_ENTRIES) refuse(`has ${entries.size} entries: at most ${MAX_ENTRIES} are allowed`)
  return entries
}

/** Formats entries as the deny list's text. This is the inverse of `parseEntries`. */
export function formatEntries(entries: DenyEntries): string {
  return Array.from(entries, ([hash, expire]) => `${hash}${expire === undefined ? '' : ` ${expire}`}\n`).join(
    '',
  )
}
