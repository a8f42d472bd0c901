import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, inject, it } from 'vitest'
import { NOT_CHECKED } from '../../cli/check/findings.ts'
import { NO_ZONES } from '../../cli/invocation.ts'
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
})

it('the production bundle has no runner that goes on after a failure', async () => {
  const built = await build({ entryPoints: ['cli/check/check.ts'], bundle: true, minify: true, write: false })
  const runner = built.outputFiles[0]?.text ?? ''
  const text = await deployed()
  for (const marker of [NOT_CHECKED, NO_ZONES]) {
    expect(runner).toContain(marker)
    expect(text).not.toContain(marker)
  }
})

it('the production bundle contains no part of the playground', async () => {
  const text = await deployed()
  const names = ['playground', 'preact', OWN_HEADER, ...Object.values(ENDPOINTS)].join('|')
  expect(text.match(new RegExp(`.{0,40}(?:${names}).{0,40}`, 'gi'))).toBeNull()
})
