import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, inject, it } from 'vitest'
import { GENERATOR } from '../../playground/development/page.ts'
import { ENDPOINTS, OWN_HEADER } from '../../playground/protocol.ts'

async function deployed(): Promise<string> {
  const { directory } = inject('bundle')
  const scripts = (await readdir(directory)).filter((name) => name.endsWith('.js'))
  const texts = await Promise.all(scripts.map((name) => readFile(join(directory, name), 'utf8')))
  return texts.join('')
}

it('the production bundle contains no page for developers', async () => {
  const text = await deployed()
  expect(text).toContain('signet-reason')
  expect(text).not.toContain(GENERATOR)
  expect(text).not.toContain('not checked')
})

it('the production bundle contains no part of the playground', async () => {
  const text = await deployed()
  const names = ['playground', 'preact', OWN_HEADER, ...Object.values(ENDPOINTS)].join('|')
  expect(text.match(new RegExp(`.{0,40}(?:${names}).{0,40}`, 'gi'))).toBeNull()
})
