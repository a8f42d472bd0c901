/** Matches "of" twice with one to four words between, which is about a clause. */
const CHAIN = /\bof(?: [a-z-]+){1,4} of\b/gi

/** Matches code, tags and addresses, whose words are not counted. */
const CODE = /`[^`]*`|@\w+|\{[^}]*\}|https?:\S+/g

/**
 * Finds clauses with two "of".
 * @param text a paragraph on one line
 * @returns the offset and the text of each
 */
export const findChains = (text: string): { offset: number; words: string }[] =>
  [...text.replaceAll(CODE, (code) => ' '.repeat(code.length)).matchAll(CHAIN)].map(
    ({ 0: words, index }) => ({ offset: index, words }),
  )
