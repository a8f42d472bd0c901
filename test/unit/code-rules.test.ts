import { describe, expect, test } from 'vitest'
import { codeOf, listSources, PROSE, readSource } from '../support/project/imports.ts'

/**
 * Maximum number of lines in a file. Kernel files may be longer, because they are hard to split.
 */
const MAX_LINES = 250
const MAX_KERNEL_LINES = 400

const MEDIAN_LINES = 100

const MAX_LOOSE = 7

const FOLDERS = ['src', 'kernel', 'cli', 'samples', 'tools', 'playground', 'test/fuzz', 'test/load']

/** Nobody reads generated files from top to bottom. */
const GENERATED = /^src\/(?:engine\/wasm|api\/engine)\/generated\//

const files = FOLDERS.flatMap(listSources).filter((file) => !GENERATED.test(file))

const ANY = /[:<>|&,(=]\s*any\b(?!\s*[:(])|\bas\s+any\b/

const linesOf = (file: string): number => readSource(file).split('\n').length - 1

const maxOf = (file: string) => (file.startsWith('kernel/') ? MAX_KERNEL_LINES : MAX_LINES)

describe('files', () => {
  test('are short enough to read in one sitting', () => {
    const long = files.filter((file) => linesOf(file) > maxOf(file))
    expect(long.map((file) => `${file}: ${linesOf(file)} lines, at most ${maxOf(file)}`)).toEqual([])
  })

  test.each(FOLDERS)('mostly have fewer than a hundred lines in %s', (folder) => {
    const lengths = listSources(folder)
      .map(linesOf)
      .toSorted((a, b) => a - b)
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(MEDIAN_LINES)
  })

  test('are at the root of src only where necessary', () => {
    const loose = files.filter((file) => /^src\/[^/]+$/.test(file))
    expect(loose.length, loose.join(', ')).toBeLessThanOrEqual(MAX_LOOSE)
  })

  test('have names that match their exports', () => {
    const vague = /(?:^|[/-])(?:utils?|helpers?|common|misc)(?:\.ts|\/)/
    expect(files.filter((file) => vague.test(file))).toEqual([])
  })
})

describe('the type any', () => {
  test.each([
    ['let a: any', true],
    ['const b = c as any', true],
    ['type D = Record<string, any>', true],
    ['type E = string | any', true],
    ['type F = () => any', true],
    ["// not any\nconst g: string = 'x as any'", false],
    ['const { any } = Promise', false],
    ['signal = AbortSignal.any([a])', false],
  ])('is found: %s', (code, is) => {
    expect(ANY.test(code.replace(PROSE, "''"))).toBe(is)
  })

  test('is not used', () => {
    expect(files.filter((file) => ANY.test(codeOf(file)))).toEqual([])
  })
})
