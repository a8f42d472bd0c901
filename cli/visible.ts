/** Matches all control characters except tabs and line breaks. */
const CONTROLS = /(?![\t\n])\p{Cc}/gu

/**
 * Escapes a text's control characters for the terminal. URLs from a list and server answers may
 * contain control characters that overwrite other output lines.
 * @example visible('\u001b[2J') // '\\u001b[2J'
 */
export function visible(text: string): string {
  return text.replace(CONTROLS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
