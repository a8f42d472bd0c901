const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })

const LIST_ITEM = /^\s*(?:[-*+]|\d+[.)]) (?:\[ \] )?/

/** Returns Markdown without blocks of code, comments, tables and headings. */
const withoutData = (markdown: string): string =>
  markdown
    .replaceAll(/^ *(`{3,})[\s\S]*?^ *\1 *$/gm, '')
    .replaceAll(/<!--[\s\S]*?-->|<table>[\s\S]*?<\/table>/g, '')
    .replaceAll(/^(?:\s*\||#).*$/gm, '')

/**
 * Returns the paragraphs and list items of a page, each on one line. The targets of links are
 * removed.
 */
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

/** Returns the number of words: parts between blanks that contain a letter or a digit. */
export const countWords = (text: string): number =>
  text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length

/** Returns the sentences of a page. Tables and blocks of code are removed. */
export const sentencesOf = (markdown: string): readonly string[] =>
  paragraphsOf(markdown).flatMap((text) =>
    [...segmenter.segment(text)].map(({ segment }) => segment.trim()).filter((text) => countWords(text) > 0),
  )
