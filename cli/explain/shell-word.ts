/**
 * A text as one word of a shell command. A path may have apostrophes, and the URL that is explained may be a stranger's.
 * @example shellWord("it's") // `'it'\\''s'`
 */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
