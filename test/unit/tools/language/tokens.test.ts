import { describe, expect, test } from 'vitest'
import { readTokens } from '../../../../tools/language/tokens.ts'

const read = (kind: 'comment' | 'name', source: string) =>
  readTokens('a.tsx', source)
    .filter((token) => token.kind === kind)
    .map(({ text }) => text)

describe('comments', () => {
  test.each([
    [
      'of lines and blocks',
      '// one\nlet a = 1 // two\n/** three */ /* four */',
      ['// one', '// two', '/** three */', '/* four */'],
    ],
    ['not in strings', `const a = '// b' + "/* c */" // d`, ['// d']],
    ['not in templates', `const a = \`// b \${"/* c */"} /* d */\` // e`, ['// e']],
    [
      'in the expressions of templates',
      `const a = \`// b \${{ c: \`\${1 /* d */}\` }.c /* e */} // f\` // g`,
      ['/* d */', '/* e */', '// g'],
    ],
    ['not in regular expressions', String.raw`const a = /\/\/ b['"]/ // c`, ['// c']],
    ['not in classes of regular expressions', 'a.replace(/[/*]/g, "").replace(/[`]/, "") // b', ['// b']],
    ['after divisions', 'const a = b / c / (d) / e[0] / 2 // f', ['// f']],
    ['after the division of what is not undefined', "const a = b! / c + '/' // d", ['// d']],
    ['after negated regular expressions', "if (!/'/.test(a)) b() // c", ['// c']],
    ['after regular expressions that are returned', "return /'/ // a", ['// a']],
    ['after names that are words of the language', 'const a = of / type / 2 // b', ['// b']],
    [
      'after elements of JSX',
      "const a = <b c='// d' {...e} /> // f\nconst g = <i>{/* h */}</i> // j",
      ['// f', '/* h */', '// j'],
    ],
    ['after apostrophes in JSX', "const a = <b>it's</b>\n// c", ['// c']],
  ])('%s', (_, source, comments) => {
    expect(read('comment', source)).toEqual(comments)
  })

  test('have the offset of their first character', () => {
    expect(readTokens('a.ts', 'a // b')).toEqual([
      { kind: 'name', text: 'a', offset: 0 },
      { kind: 'comment', text: '// b', offset: 2 },
    ])
  })

  test.each(['const a = `b', '/* a', `const a = \`b \${c} d`])('have an end, unlike %s', (source) => {
    expect(() => readTokens('a.ts', source)).toThrow(/^a\.ts: .* has no end$/)
  })
})

test('names are found in code alone', () => {
  expect(read('name', `// a\nconst b: I = { c: 'd', [\`e \${f}\`]: /g/ }.h`)).toEqual([
    'b',
    'I',
    'c',
    'f',
    'h',
  ])
})
