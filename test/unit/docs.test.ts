import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { OPTIONS } from '../../src/url/options.ts'
import { PAGES, renderDocs, SECTIONS } from '../../tools/docs.ts'

const readme = await readFile('README.md', 'utf8')

it.each(Object.entries(PAGES))(
  '%s has the tables that the code makes (npm run docs)',
  async (page, names) => {
    const text = await readFile(page, 'utf8')
    expect(renderDocs(text, names)).toBe(text)
  },
)

it('every table is on a page', () => {
  expect(Object.values(PAGES).flat().toSorted()).toEqual(Object.keys(SECTIONS).toSorted())
})

describe('the README', () => {
  it('documents every option', () => {
    const table = SECTIONS['options']?.() ?? ''
    for (const name of Object.keys(OPTIONS)) expect(table).toContain(`| \`${name}\` |`)
  })

  it('has at most 300 lines', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(300)
  })
})
