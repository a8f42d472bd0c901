import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { cpuOf, FIGURES, ratioOf, renderFigures } from '../../../bench/figures.ts'
import { ms, times } from '../../../bench/markdown.ts'
import { readResults } from '../../../bench/read-results.ts'
import { renderFiles } from '../../../bench/render.ts'
import { figurePages } from '../../../tools/docs.ts'

const results = readResults()
const read = (file: string) => readFileSync(file, 'utf8')
const pages = figurePages('.')

test.each(pages)('%s has the figures of bench/results.json (npm run docs)', (page) => {
  expect(renderFigures(read(page), results)).toBe(read(page))
})

test.each(Object.entries(renderFiles(results)))(
  'bench/%s is that of bench/results.json (npm run bench -- --render)',
  (file, text) => {
    expect(read(`bench/${file}`)).toBe(text)
  },
)

test('every kind of figure is on a page', () => {
  const all = pages.map(read).join('\n')
  const unused = Object.keys(FIGURES).filter((name) => !new RegExp(`<!-- bench:${name}[ >]`).test(all))
  expect(unused).toEqual([])
})

test('a line that begins with a marker would end its paragraph, so none does', () => {
  const lines = pages.flatMap((page) => read(page).split('\n'))
  expect(lines.filter((line) => /^[\s>*-]*<!-- \/?bench[: ]/.test(line))).toEqual([])
})

test('every marker has an end', () => {
  for (const page of pages) {
    const marks = [...read(page).matchAll(/<!-- (\/?)bench[: ]/g)].map(([, end]) => end)
    expect(marks, page).toEqual(marks.map((_, index) => (index % 2 === 0 ? '' : '/')))
  }
})

test('the chart shows the ratios of the tables', () => {
  const chart = renderFiles(results)['cpu.svg'] ?? ''
  for (const id of ['jpeg12_400', 'prog12_400', 'jpeg12_1200', 'png12_400', 'avif12_400'])
    expect(chart).toContain(`>${times(ratioOf(results, id))} ×`)
})

describe('a figure', () => {
  test('replaces what stands between its markers, and nothing else', () => {
    const page = 'a <!-- bench:cpu jpeg12_400 -->1 ms<!-- /bench --> b <!-- bench:date -->?<!-- /bench -->.'
    const time = `${ms(cpuOf(results, 'jpeg12_400'))} ms`
    expect(renderFigures(page, results)).toBe(
      `a <!-- bench:cpu jpeg12_400 -->${time}<!-- /bench --> b <!-- bench:date -->${results.date}<!-- /bench -->.`,
    )
  })

  test.each([
    ['no kind', 'speed'],
    ['no job', 'cpu jpeg13_400'],
    ['a job that the stack did not run', 'cpu heic12_400 sharp'],
    ['no request', 'request unknown'],
    ['no operation with a ratio', 'operation flip'],
    ['no format at a width', 'bytes avif 500'],
    ['no encoder beside JPEG XL', 'jxl mozjpeg'],
    ['no encoder beside progressive JPEG', 'jpeg webp'],
    ['no lossless images at a width', 'lossless bytes 500'],
  ])('is refused for %s', (_, words) => {
    expect(() => renderFigures(`<!-- bench:${words} -->?<!-- /bench -->`, results)).toThrow(/no/)
  })
})

/** A section of a page: its heading, and its text up to the next heading, without code. */
interface Section {
  readonly place: string
  readonly text: string
}

function sectionsOf(page: string): readonly Section[] {
  const text = read(page).replaceAll(/^```.*?^```$/gms, '')
  return text.split(/^(?=#+ )/m).map((part) => ({ place: `${page}: ${part.split('\n')[0]}`, text: part }))
}

const documents = globSync(['*.md', 'docs/**/*.md']).filter((page) => page !== 'CHANGELOG.md')
const DATE = /\b20\d\d-\d\d-\d\d\b/

test('a section with prices says when they were looked up', () => {
  const priced = documents.flatMap(sectionsOf).filter(({ text }) => /\$\d/.test(text))
  expect(priced.length).toBeGreaterThan(3)
  expect(priced.filter(({ text }) => !DATE.test(text)).map(({ place }) => place)).toEqual([])
})

/** Texts that only measuring yields: times of computing, and comparisons with sharp. */
const MEASURED = /\d (?:ms|m?s|seconds|milliseconds) of (?:\S+ )?CPU|\d(?:\.\d+)? × sharp|\d of sharp's/

test('a measured figure is generated from the bench, or its section says when it was measured', () => {
  const unmarked = (text: string) => text.replaceAll(/<!-- bench:.*?<!-- \/bench -->/gs, '…')
  const bare = documents.flatMap(sectionsOf).filter(({ text }) => MEASURED.test(unmarked(text)))
  expect(bare.filter(({ text }) => !DATE.test(text)).map(({ place }) => place)).toEqual([])
})
