/**
 * Returns copies of a text with one changed character each: one copy for each character in the
 * text. The new character is in the same class if possible.
 */
export function changeEachCharacter(text: string): string[] {
  return [...text].map((character, at) => {
    const other = character === 'a' ? 'b' : character === '1' ? '2' : /[0-9]/.test(character) ? '1' : 'a'
    return text.slice(0, at) + other + text.slice(at + 1)
  })
}
