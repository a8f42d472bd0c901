/**
 * Maximum length in characters of a name for which a suggestion is searched. It limits the table in
 * `editDistance`. A longer name is hardly a typing error.
 */
const MAX_NAME_LENGTH = 40

/**
 * Counts the edits between two names by optimal string alignment: insertions, deletions,
 * substitutions and swaps of neighbors.
 */
function editDistance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)]
  const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY
  for (let i = 1; i <= from.length; i++) {
    rows.push([i])
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1]
      const swapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      const edits = [at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (same ? 0 : 1)]
      rows[i]?.push(Math.min(...edits, swapped ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY))
    }
  }
  return at(from.length, to.length)
}

/**
 * Returns the known name that a misspelt name most likely means. The result is at most two edits
 * away, or fewer for a name with less than four characters. Returns `undefined` if no known name is
 * that similar.
 * @example nearest('widht', ['width', 'height']) // 'width'
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length > MAX_NAME_LENGTH) return undefined
  const maxEdits = Math.min(2, Math.floor(name.length / 2))
  const ranked = known.map((candidate) => ({ candidate, edits: editDistance(name, candidate) }))
  return ranked.filter(({ edits }) => edits <= maxEdits).sort((a, b) => a.edits - b.edits)[0]?.candidate
}

/**
 * Formats the message that a name is unknown. The message suggests the known name that was most
 * likely meant.
 * @example unknownName('field', 'maxage', ['max_age'])
 *   // 'unknown field maxage; did you mean max_age?'
 */
export function unknownName(kind: string, name: string, known: readonly string[]): string {
  const meant = nearest(name, known)
  return `unknown ${kind} ${name}${meant === undefined ? '' : `; did you mean ${meant}?`}`
}
