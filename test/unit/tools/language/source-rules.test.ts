import { describe, expect, test } from 'vitest'
import { readSource } from '../../../../tools/language/source.ts'
import { SOURCE_RULES } from '../../../../tools/language/source-rules.ts'

/** Lines that break a rule, with the problem up to the advice. */
const check = (text: string, file = 'a.ts') => {
  const source = readSource(file, text)
  return SOURCE_RULES.flatMap((find) => find(source)).map(
    ({ line, problem }) => `${line} ${problem.replace(/:.*/, '')}`,
  )
}

const opening = (line: number, word: string) => `${line} a description begins with "${word}"`

describe('openings', () => {
  test.each(['What', 'Whether', 'Whatever', 'Who', 'How', 'Of', 'As', 'So'])('"%s" is refused', (word) => {
    expect(check(`// ${word} a b`)).toEqual([opening(1, word)])
  })

  test.each([
    ['in a block', '/** What a */', [opening(1, 'What')]],
    ['in a block of lines', '/**\n * What a\n */', [opening(2, 'What')]],
    ['behind code', 'f() // What a', [opening(1, 'What')]],
    ['after @param', '/** A. @param b */\n/**\n * C.\n * @param d how e\n */', [opening(4, 'how')]],
    ['after @param with a dash', '/**\n * @param a - how b\n */', [opening(2, 'how')]],
    ['after @returns', '/**\n * A.\n *\n * @returns whether b\n */', [opening(4, 'whether')]],
    ['after @throws', '/**\n * A.\n * @throws As b\n */', [opening(3, 'As')]],
    ['in another language', '# What a\n', [opening(1, 'What')]],
    ['twice', '// What a\n\n// How b', [opening(1, 'What'), opening(3, 'How')]],
  ])('%s', (name, text, problems) => {
    expect(check(text, name === 'in another language' ? 'a.py' : 'a.ts')).toEqual(problems)
  })

  test.each([
    '// Assets, offsets, sources and whole numbers',
    '// A line.\n// What follows continues it.',
    '/**\n * A.\n *\n * So b.\n */',
    "const a = '// What b'",
    '/**\n * A.\n * @param how the way\n */',
    'What()',
  ])('%j is accepted', (text) => {
    expect(check(text)).toEqual([])
  })
})

describe('columns', () => {
  const words = (columns: number) => 'é'.repeat(columns)

  test.each([
    ['a comment', `// ${words(98)}`],
    ['a line of a block', `/**\n * ${words(98)}\n */`],
    ['a comment behind code', `f() // ${words(94)}`],
  ])('%s with 101 is too wide', (_, text) => {
    expect(check(text)).toEqual([expect.stringMatching(/^\d a comment has 101 columns$/)])
  })

  test.each([
    ['100', `// ${words(97)}`],
    ['code', `f('${words(120)}')`],
    ['a URL', `// https://example.com/${words(100)}`],
  ])('%s may be as wide', (_, text) => {
    expect(check(text)).toEqual([])
  })
})

describe('superlatives', () => {
  test.each(['MOST_BYTES', 'LEAST_BYTES', 'AT_MOST_ONE'])('%s is refused', (name) => {
    expect(check(`// A.\nconst ${name} = 1`)).toEqual([`2 ${name}`])
  })

  test.each(['const ALMOST = 1', "const a = 'MOST_BYTES'", '// MOST_BYTES was its name'])(
    '%s is accepted',
    (text) => {
      expect(check(text)).toEqual([])
    },
  )
})

describe('genitives', () => {
  const two = (line: number, words: string) => `${line} "${words}" has two "of"`

  test.each([
    ['in a line', '// The size of the rows of a part', [two(1, 'of the rows of')]],
    ['across lines', '/**\n * Size of the\n * rows of a part.\n */', [two(2, 'of the rows of')]],
    ['in a tag', '/**\n * A.\n * @param a end of a row of bytes\n */', [two(3, 'of a row of')]],
    ['in the second line', '/**\n * A b.\n * The size of rows of a part.\n */', [two(3, 'of rows of')]],
    [
      'twice',
      '// Of a of b.\n// C of d of e.',
      [`1 a description begins with "Of"`, two(1, 'Of a of'), two(2, 'of d of')],
    ],
    ['in another language', '# The end of rows of bytes\n', [two(1, 'of rows of')]],
  ])('two %s are refused', (name, text, problems) => {
    expect(check(text, name === 'in another language' ? 'a.py' : 'a.ts')).toEqual(problems)
  })

  test.each([
    '// The size of a row, and the address of its end',
    '// The size of a row that is longer than the row of bytes',
    '// The size of `a.of` of',
    '/**\n * The size of a row.\n *\n * Rows of b.\n */',
    "const a = 'size of a row of b'",
  ])('%j is accepted', (text) => {
    expect(check(text)).toEqual([])
  })
})
