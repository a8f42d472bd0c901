import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { PAGES, renderDocs } from '../../tools/docs.ts'
import { FITS_SECTIONS } from '../../tools/fits/tables.ts'

const read = (page: string) => readFileSync(page, 'utf8')

it.each(Object.entries(PAGES))('%s has the tables that the code generates (npm run docs)', (page, names) => {
  const text = read(page)
  expect(renderDocs(text, names)).toBe(text)
})

/** Returns the cells of the table row that begins with the given text. */
function cellsOf(section: string, row: string): readonly string[] {
  const line = FITS_SECTIONS[section]?.()
    .split('\n')
    .find((text) => text.startsWith(`| ${row} |`))
  return (line ?? '')
    .split('|')
    .slice(2, -1)
    .map((cell) => cell.trim())
}

/** Returns the number that a pattern finds in a page's text. */
const numberIn = (page: string, pattern: RegExp) => Number(pattern.exec(read(page))?.[1])

describe('the texts agree with the plans', () => {
  test('the README, on the memory of a photograph at 1200 pixels', () => {
    const claim = /(\d+) MB of memory\]\S* as JPEG, (\d+) as WebP and\s+(\d+) as AVIF/
    const [, ...claimed] = claim.exec(read('README.md')) ?? []
    const [jpeg, , webp, avif] = cellsOf('fits-photograph', 'baseline to 1200')
    expect(claimed.map(Number)).toEqual([jpeg, webp, avif].map((cell) => Math.round(Number(cell))))
  })

  test('docs/formats.md, on the largest AVIF', () => {
    const [plain] = cellsOf('fits-outputs', 'AVIF, `quality` up to 80')
    expect(numberIn('docs/formats.md', /works\s+up to about ([\d.]+)\.\n/)).toBe(Number(plain))
  })

  test('docs/what-fits.md, on the largest WebP', () => {
    const [plain] = cellsOf('fits-outputs', 'WebP, `quality` up to 90')
    expect(numberIn('docs/what-fits.md', /or a WebP of up to\s+([\d.]+):/)).toBe(Number(plain))
  })
})
