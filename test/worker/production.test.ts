import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, inject, it } from 'vitest'
import { GENERATOR } from '../../tools/development/page.ts'

it('the production bundle has no page for developers', async () => {
  const { directory } = inject('bundle')
  const scripts = (await readdir(directory)).filter((name) => name.endsWith('.js'))
  const texts = await Promise.all(scripts.map((name) => readFile(join(directory, name), 'utf8')))
  expect(texts.join('')).toContain('signet-reason')
  expect(texts.join('')).not.toContain(GENERATOR)
  expect(texts.join('')).not.toContain('not checked')
})
