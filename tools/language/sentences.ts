const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })

const LIST_ITEM = /^\s*(?:[-*+]|\d+[.)]) (?:\[ \] )?/

/** Returns Markdown without code blocks, comments, tables and headings. */
const withoutData = (markdown: string): string =>
  markdown
    .replaceAll(/^ *(`{3,})[\s\S]*?^ *\1 *$/gm, '')
    .replaceAll(/<!--[\s\S]*?-->|<table>[\s\S]*?<\/table>/g, '')
    .replaceAll(/^(?:\s*\||#).*$/gm, '')

/** Returns a page's paragraphs and list items, each on one line. Link targets are removed. */
export function paragraphsOf(markdown: string): readonly string[] {
  const paragraphs: string[][] = [[]]
  for (const line of withoutData(markdown).split('\n')) {
    if (line.trim() === '' || LIST_ITEM.test(line)) paragraphs.push([])
    paragraphs.at(-1)?.push(line.replace(LIST_ITEM, '').trim())
  }
  return paragraphs
    .map((lines) => lines.join(' ').replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1'))
    .filter((text) => text.trim() !== '')
}

/** Returns the word count. Words are parts between blanks that contain a letter or a digit. */
export const countWords = (text: string): number =>
  text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length

/** Returns a page's sentences. Tables and code blocks are removed. */
export const sentencesOf = (markdown: string): readonly string[] =>
  paragraphsOf(markdown).flatMap((text) =>
    [...segmenter.segment(text)].map(({ segment }) => segment.trim()).filter((text) => countWords(text) > 0),
  )
