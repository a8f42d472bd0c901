import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isBuilt, recordBuild } from '../../../tools/kernel/built.ts'
import { CONSTANTS, type KernelModule, MODULES } from '../../../tools/kernel/modules.ts'

const SOURCE = 'kernel/index.ts'
const OUTPUT = MODULES.side.output
const DECLARED = MODULES.side.declared

let root: string

const write = async (file: string, text: string) => {
  await mkdir(dirname(join(root, file)), { recursive: true })
  await writeFile(join(root, file), text)
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'signet-built-'))
  await write(SOURCE, 'source')
  const modules: readonly KernelModule[] = [...Object.values(MODULES), CONSTANTS]
  for (const { output, declared } of modules)
    for (const file of [output, declared ?? output]) await write(file, file)
})

afterEach(() => rm(root, { recursive: true }))

test('a project is not built before a build is recorded', async () => {
  expect(await isBuilt(root)).toBe(false)
  await recordBuild(root)
  expect(await isBuilt(root)).toBe(true)
})

test.each([
  ['a changed source', () => write(SOURCE, 'changed')],
  ['a new source', () => write('kernel/new.ts', '')],
  ['a change of the build', () => write('tools/kernel/new.ts', '')],
  ['a changed module', () => write(OUTPUT, 'changed')],
  ['changed declarations', () => write(DECLARED, 'changed')],
  ['a missing module', () => rm(join(root, OUTPUT))],
])('%s needs a build', async (_, change) => {
  await recordBuild(root)
  await change()
  expect(await isBuilt(root)).toBe(false)
})

test('no build is recorded while a module is missing', async () => {
  await rm(join(root, OUTPUT))
  await recordBuild(root)
  await write(OUTPUT, OUTPUT)
  expect(await isBuilt(root)).toBe(false)
})
