import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { copyProject, type ProjectCopy } from '../support/project/project-copy.ts'
import { addFiles, changeFiles } from './apply.ts'
import { RECIPES } from './recipes.ts'

const run = promisify(execFile)

let copy: ProjectCopy
/**
 * Check errors by folder, before and after the recipes change project files. The text is empty for
 * a check that passes.
 */
let before: Readonly<Record<string, string>>
let after: Readonly<Record<string, string>>
let typeErrors: string

async function runChecks(cwd: string): Promise<Readonly<Record<string, string>>> {
  const folders = RECIPES.map(({ folder }) => folder)
  const args = ['--import', './cli/wasm-hook.ts', 'test/recipes/run-checks.ts', ...folders]
  const { stdout } = await run(process.execPath, args, { cwd })
  return JSON.parse(stdout) as Readonly<Record<string, string>>
}

/**
 * Checks the types in all files in the copy. The recipes' checks are included, although they belong
 * to no TypeScript project.
 */
async function checkTypes(cwd: string): Promise<string> {
  const { exclude: all } = JSON.parse(await readFile(join(cwd, 'tsconfig.json'), 'utf8'))
  const exclude = all.map((path: string) => (path === 'test/recipes/*/**' ? 'test/recipes/*/src' : path))
  await writeFile(join(cwd, 'tsconfig.recipes.json'), JSON.stringify({ extends: './tsconfig.json', exclude }))
  const tsc = run('node_modules/.bin/tsc', ['-p', 'tsconfig.recipes.json'], { cwd })
  return tsc.then(
    () => '',
    (error: { readonly stdout: string }) => error.stdout,
  )
}

beforeAll(async () => {
  copy = await copyProject()
  const { directory } = copy
  for (const recipe of RECIPES) await addFiles(recipe, directory)
  before = await runChecks(directory)
  for (const recipe of RECIPES) await changeFiles(recipe, directory)
  // Types and documents that are generated from the tables.
  await run(process.execPath, ['tools/main.ts', 'docs'], { cwd: directory })
  ;[after, typeErrors] = await Promise.all([runChecks(directory), checkTypes(directory)])
}, 240_000)
afterAll(() => copy.remove())

test('the project with all examples has no type errors', () => {
  expect(typeErrors).toBe('')
})

describe.each(RECIPES)('$title', ({ folder, added }) => {
  test('works with the files of the recipe alone', () => {
    expect(after[folder]).toBe('')
  })

  test('does not work without its rows', () => {
    expect(before[folder]).not.toBe('')
  })

  test('lists every file of its folder', () => {
    const files = globSync('**/*.*', { cwd: join('test/recipes', folder) })
    const expected = [...added.map(({ file }) => file), 'check.ts', 'recipe.ts']
    expect(files.toSorted()).toEqual(expected.toSorted())
  })
})

test.each<[title: string, own: string | undefined, rows: string[], tables?: string[]]>([
  ['Add a parameter', undefined, ['src/engine/options/pixel-options.ts', 'src/engine/ops/tint.ts']],
  [
    'Add a property of layers',
    undefined,
    ['src/engine/options/overlay-options.ts', 'src/engine/ops/placement.ts'],
  ],
  [
    'Add an operation',
    'src/engine/ops/redshift.ts',
    ['src/engine/ops/operations.ts'],
    ['test/unit/engine/ops/memory.test.ts'],
  ],
  ['Add a cache tier', 'src/edge/cache/shelf.ts', ['src/edge/cache/tiers.ts']],
  [
    'Add a format',
    'src/engine/formats/farbfeld/',
    ['src/engine/formats/formats.ts', 'src/engine/formats/codecs.ts'],
  ],
  ['Add a source', 'src/edge/source/kept.ts', ['src/edge/source/kinds.ts']],
  ['Add a signing scheme', 'src/signing/auth/stamped.ts', ['src/signing/auth/schemes.ts']],
  ['Add a header of answers', undefined, ['src/edge/http/image-headers.ts']],
  ['Add a limit', undefined, ['src/limits.ts', 'src/engine/plan/check-limits.ts']],
])('%s touches %s and its rows', (title, own, rows, tables) => {
  const recipe = RECIPES.find((each) => each.title === title)
  expect(recipe?.added.filter(({ file }) => own === undefined || !file.startsWith(own))).toEqual([])
  expect(recipe?.changed.map(({ file }) => file)).toEqual(rows)
  expect(recipe?.tables?.map(({ file }) => file)).toEqual(tables)
})
