import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import manifest from '../../../../package.json' with { type: 'json' }
import { language } from '../../../../tools/language/language.ts'
import { runCommand } from '../../../support/project/command.ts'
import { makeProject } from '../../../support/project/project.ts'

async function check(files: Readonly<Record<string, string>>) {
  const cwd = await makeProject({})
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, file)), { recursive: true })
    await writeFile(join(cwd, file), text)
  }
  return runCommand(language, [], { cwd })
}

test('accepts a tree that obeys the rules', async () => {
  const files = { 'src/a.ts': '// Bytes of a header.\n', 'README.md': 'A page.\n' }
  expect(await check(files)).toEqual({
    code: 0,
    out: ['1 files, 1 pages and 0 commits: 0 problems'],
    err: [],
  })
})

test.each([
  ['src/a.ts'],
  ['cli/b/a.tsx'],
  ['tools/a.ts'],
  ['playground/page/a.css'],
  ['test/unit/a.test.ts'],
  ['bench/a.ts'],
  ['samples/a.ts'],
  ['examples/sign/a.rs'],
  ['examples/adapters/a.js'],
])('names the place of a problem in %s', async (file) => {
  const { code, err } = await check({ [file]: '\n/* What it is. */' })
  expect({ code, err }).toEqual({
    code: 1,
    err: [expect.stringContaining(`${file}:2: a description begins`)],
  })
})

test('lists long sentences', async () => {
  const { code, err } = await check({ 'docs/a.md': `${'word '.repeat(31)}.` })
  expect({ code, err }).toEqual({ code: 1, err: [expect.stringMatching(/^docs\/a\.md: 31 words/)] })
})

test('names a file that cannot be read to its end', async () => {
  const { code, err } = await check({ 'src/a.ts': 'const a = `b' })
  expect({ code, err }).toEqual({ code: 1, err: ['src/a.ts: `b has no end'] })
})

test('passes over packages, built files and other folders', async () => {
  const text = '// What it is.\n'
  const files = {
    'examples/next/node_modules/a/a.js': text,
    'examples/next/dist/a.js': text,
    'other/a.ts': text,
  }
  expect((await check(files)).code).toBe(0)
})

test('is a part of npm run lint', () => {
  expect(manifest.scripts.lint).toMatch(/ && npm run --silent tool language$/)
})
