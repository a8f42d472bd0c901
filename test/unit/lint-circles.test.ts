import { spawnSync } from 'node:child_process'
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const BIOME = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signet-circle-'))
  await copyFile('biome.json', join(folder, 'biome.json'))
  await copyFile('.gitignore', join(folder, '.gitignore'))
})
afterAll(() => rm(folder, { recursive: true }))

/**
 * Returns the errors of `npm run lint` by rule, in a project with Signet's rules and the given
 * files.
 */
async function lint(sources: Readonly<Record<string, string>>): Promise<string[]> {
  for (const [name, text] of Object.entries(sources)) await writeFile(join(folder, name), text)
  const args = [BIOME, 'ci', '--reporter=json', '.']
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
  const [report] = /\{.*\}/s.exec(stdout) ?? []
  if (!report) throw new Error(stderr)
  const { diagnostics } = JSON.parse(report) as {
    readonly diagnostics: readonly { readonly severity: string; readonly category: string }[]
  }
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ category }) => category)
}

const file = (name: string, of: string, from: string) =>
  `import type { ${of} } from './${from}.ts'\n\nexport interface ${name} {\n  readonly other?: ${of}\n}\n`

test('two files that import types of each other fail the lint', async () => {
  const errors = await lint({ 'one.ts': file('One', 'Two', 'two'), 'two.ts': file('Two', 'One', 'one') })
  expect(errors).toEqual(['lint/suspicious/noImportCycles', 'lint/suspicious/noImportCycles'])
})

test('the two files pass without the circle', async () => {
  expect(await lint({ 'two.ts': 'export interface Two {\n  readonly one?: string\n}\n' })).toEqual([])
})
