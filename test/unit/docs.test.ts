import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { renderDocs, SECTIONS } from '../../src/cli/docs.ts'
import { OPTIONS } from '../../src/url/options.ts'

const readme = await readFile('README.md', 'utf8')

describe('the README', () => {
  it('has the tables that the code makes (npm run docs)', () => {
    expect(renderDocs(readme)).toBe(readme)
  })

  it('documents every option', () => {
    const table = SECTIONS['options']?.() ?? ''
    for (const name of Object.keys(OPTIONS)) expect(table).toContain(`| \`${name}\` |`)
  })

  it('is no longer than a reader has patience for', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(300)
  })
})
