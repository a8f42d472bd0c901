/** The text with each of its characters replaced in turn, by another of the same class where it has one. */
export function changeEachCharacter(text: string): string[] {
  return [...text].map((character, at) => {
    const other = character === 'a' ? 'b' : character === '1' ? '2' : /[0-9]/.test(character) ? '1' : 'a'
    return text.slice(0, at) + other + text.slice(at + 1)
  })
}
