import { countWords, sentencesOf } from './sentences.ts'

/** Maximum word count in a sentence. A longer sentence has to be read twice. */
const MAX_WORDS = 30

/** Maximum share of too long sentences among all sentences. */
const MAX_SHARE = 0.02

/** A Markdown page. */
export interface Page {
  readonly file: string
  readonly text: string
}

/**
 * Finds sentences that are too long.
 * @returns one problem for each long sentence, or none if their share is within the limit
 */
export function findLongSentences(pages: readonly Page[]): string[] {
  const sentences = pages.flatMap(({ file, text }) =>
    sentencesOf(text).map((sentence) => ({ file, sentence, words: countWords(sentence) })),
  )
  const long = sentences.filter(({ words }) => words > MAX_WORDS)
  if (long.length <= MAX_SHARE * sentences.length) return []
  const rule = `more than ${MAX_SHARE * 100} % of all sentences have over ${MAX_WORDS} words`
  return long.map(({ file, sentence, words }) => `${file}: ${words} words, and ${rule}: ${sentence}`)
}
