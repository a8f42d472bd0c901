import { describe, expect, test } from 'vitest'
import { readSource } from '../../../../tools/language/source.ts'

const commentsOf = (file: string, text: string) =>
  readSource(file, text).comments.map((lines) => lines.map(({ line, text }) => `${line} ${text}`))

describe('comments of TypeScript', () => {
  test.each([
    ['lines below each other', '\n// a\n  // b\n', [['2 a', '3 b']]],
    ['lines with a line between them', '// a\n\n// b', [['1 a'], ['3 b']]],
    ['comments behind code', 'f() // a\ng() // b\n// c', [['1 a'], ['2 b'], ['3 c']]],
    ['a block', 'f()\n/**\n * a\n *\n * b\n */', [['2 ', '3 a', '4 ', '5 b', '6 ']]],
    ['a block on one line', '/** a */\n// b', [['1 a'], ['2 b']]],
    ['a list', '/*\n * - a\n * **b**\n */', [['1 ', '2 - a', '3 **b**', '4 ']]],
  ])('%s', (_, source, comments) => {
    expect(commentsOf('a.ts', source)).toEqual(comments)
  })
})

describe('comments of other languages', () => {
  test.each([
    ['a.py', '# a\n# b\nc() # d', [['1 a', '2 b']]],
    ['a.rs', '//! a\n\n/// b\nlet c = 1;', [['1 a'], ['3 b']]],
    ['a.css', '/* a\n   b */\n.c {}', [['1 a', '2 b']]],
    ['a.sh', '#!/bin/sh\n\n# a', [['1 /bin/sh'], ['3 a']]],
  ])('%s', (file, source, comments) => {
    expect(commentsOf(file, source)).toEqual(comments)
  })
})

test('names have their lines', () => {
  expect(readSource('a.ts', 'f(`\n`)\n\ng').names.map(({ line, text }) => [line, text])).toEqual([
    [1, 'f'],
    [4, 'g'],
  ])
})
