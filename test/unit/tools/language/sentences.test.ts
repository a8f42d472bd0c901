import { expect, test } from 'vitest'
import { countWords, sentencesOf } from '../../../../tools/language/sentences.ts'

test('finds sentences in paragraphs and lists, but not in tables, code and headings', () => {
  const page =
    '# A heading. Of two\n\nOne [link](a.md). Two\nlines.\n- [ ] Three\n- Four.\n\n| a. | B. |\n\n```sh\nls. A\n```\n'
  expect(sentencesOf(page)).toEqual(['One link.', 'Two lines.', 'Three', 'Four.'])
})

test('counts words', () => {
  expect(countWords('An `npm start` · with 3 words – or five')).toBe(8)
})
