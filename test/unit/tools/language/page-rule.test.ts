import { expect, test } from 'vitest'
import { findLongSentences } from '../../../../tools/language/page-rule.ts'

const sentence = (words: number) => `${'Word '.repeat(words).trim()}.`
const short = Array.from({ length: 49 }, () => sentence(30)).join(' ')

const page = (text: string) => ({ file: 'a.md', text })

test('2 % of the sentences of all pages may have more than 30 words', () => {
  expect(findLongSentences([page(short), page(sentence(31))])).toEqual([])
})

test('more long sentences are listed with their pages', () => {
  const problems = findLongSentences([page(short), { file: 'b.md', text: `${sentence(31)} ${sentence(40)}` }])
  expect(problems).toEqual([
    expect.stringMatching(/^b\.md: 31 words, /),
    expect.stringMatching(/^b\.md: 40 words, /),
  ])
})

test('no pages have no long sentences', () => {
  expect(findLongSentences([])).toEqual([])
})
