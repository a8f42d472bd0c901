import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { countWords, sentencesOf } from '../support/sentences.ts'

/** Words: a longer sentence has to be read twice. */
const MAX_WORDS = 30

/** Share of the sentences that may be longer. */
const MAX_SHARE = 0.02

const pages = globSync(['*.md', '{docs,examples}/**/*.md'], { exclude: ['**/node_modules/**'] })
const read = (page: string) => readFileSync(page, 'utf8')

const isLong = (sentence: string) => countWords(sentence) > MAX_WORDS

test('finds sentences in paragraphs and lists, but not in tables, code and headings', () => {
  const page =
    '# A heading. Of two\n\nOne [link](a.md). Two\nlines.\n- [ ] Three\n- Four.\n\n| a. | B. |\n\n```sh\nls. A\n```\n'
  expect(sentencesOf(page)).toEqual(['One link.', 'Two lines.', 'Three', 'Four.'])
})

test('counts words', () => {
  expect(countWords('An `npm start` · with 3 words – or five')).toBe(8)
})

test(`at most ${MAX_SHARE * 100} % of the sentences have more than ${MAX_WORDS} words`, () => {
  const sentences = pages.flatMap((page) => sentencesOf(read(page)))
  const long = sentences.filter(isLong)
  expect(long.length, long.join('\n')).toBeLessThanOrEqual(MAX_SHARE * sentences.length)
  expect(sentences.length).toBeGreaterThan(1000)
})

/** Pages that explain one topic. */
const topics = pages.filter((page) => page.startsWith('docs/'))

test.each(topics)('%s begins with what its reader can do, and with an example', (page) => {
  const [, opening = ''] = read(page).split(/^#+ .*$/m)
  expect(opening.trim()).toMatch(/^After reading this page you /)
  expect(opening).toMatch(/^`{3}|^<img |^\|.*\|$|example[,:]/im)
})
