/**
 * Quotes a text as one word of a shell command. Paths may contain apostrophes, and the URL to
 * explain may come from a stranger.
 * @example shellWord("it's") // `'it'\\''s'`
 */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
