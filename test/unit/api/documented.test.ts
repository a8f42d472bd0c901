import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const SHARP = ['chain', 'effects', 'geometry', 'output', 'resize', 'composite', 'types'].map(
  (name) => `src/api/sharp/${name}.ts`,
)
const ENGINE = ['types', 'generated/engine-options'].map((name) => `src/api/engine/${name}.ts`)

/** Fields of exported interfaces, and public methods: what an editor shows to a caller. */
const FIELD = /^ {2}readonly ['\w]+\??:/
const METHOD = /^ {2}(?:async )?(?!constructor\b)[a-z]\w*\(/

/** Blocks that callers see: exported interfaces and classes. */
const BLOCK = /^export (?:interface|class) \w+.*\{\n(?: {2}.*\n|\n)*\}/gm

/** Returns the fields and methods without a comment. */
function undocumented(source: string): readonly string[] {
  return (source.match(BLOCK) ?? []).flatMap((block) => {
    const lines = block.split('\n')
    return lines.filter((line, index) => {
      const isMember = FIELD.test(line) || METHOD.test(line)
      return isMember && !lines[index - 1]?.trimEnd().endsWith('*/')
    })
  })
}

/** Implementation of documented overloads. */
const IMPLEMENTATION = '  async toBuffer('

describe('the fields and methods that an editor shows', () => {
  it('are found without a comment', () => {
    const source = [
      'export interface A {',
      '  readonly b: string',
      '  /** C. */',
      '  readonly c?: string',
      '}',
      'export class D {',
      '  e(f: string): this {',
      '    return this',
      '  }',
      '  /** G. */',
      '  g(): void {}',
      '}',
    ].join('\n')
    expect(undocumented(source)).toEqual(['  readonly b: string', '  e(f: string): this {'])
  })

  it.each([...SHARP, ...ENGINE])('of %s have a comment', (file) => {
    const found = undocumented(readFileSync(file, 'utf8'))
    expect(found.filter((line) => line !== IMPLEMENTATION)).toEqual([])
  })
})
