/** All but tabs and line breaks. */
const CONTROLS = /(?![\t\n])\p{Cc}/gu

/**
 * Text for a terminal, with its control characters spelt out: a URL of a list, or what a server says, may have some that write
 * over other lines.
 * @example visible('\u001b[2J') // '\\u001b[2J'
 */
export function visible(text: string): string {
  return text.replace(CONTROLS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
