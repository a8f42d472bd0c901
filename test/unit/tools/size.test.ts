import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { size } from '../../../tools/size.ts'
import { runCommand } from '../../support/command.ts'

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'signet-size-'))
})
afterEach(() => rm(cwd, { recursive: true }))

/** Writes a bundle of incompressible bytes, and a source map, which does not count. */
async function build(name: string, bytes: number, kernel = 40_000): Promise<void> {
  const directory = join(cwd, 'dist', name)
  await mkdir(directory, { recursive: true })
  await writeFile(join(directory, 'index.js'), randomBytes(bytes - kernel))
  await writeFile(join(directory, 'f00-kernel.wasm'), randomBytes(kernel))
  await writeFile(join(directory, 'index.js.map'), randomBytes(5_000_000))
}

test('bundles within their budgets pass', async () => {
  await build('worker', 2_200_000)
  await build('small', 800_000)
  const { code, out, err } = await runCommand(size, [], { cwd })
  expect({ code, err }).toEqual({ code: 0, err: [] })
  expect(out.join('\n')).toMatch(
    /^ +40\d{3} {2}f00-kernel.wasm\n +21\d{5} {2}index.js\n +22\d{5} {2}dist\/worker\n/,
  )
})

test.each([
  ['worker', 2_800_000],
  ['small', 1_000_000],
  ['heic', 3_300_000],
  ['heic-without-avif-output', 2_300_000],
])('dist/%s may have %d bytes', async (name, bytes) => {
  await build(name, bytes)
  const { code, err } = await runCommand(size, [], { cwd })
  expect({ code, err }).toEqual({ code: 1, err: [`over budget: dist/${name} may have ${bytes} bytes`] })
})

test('kernel.wasm may have 50000 bytes', async () => {
  await build('worker', 100_000, 49_000)
  await build('small', 100_000, 50_000)
  const { code, err } = await runCommand(size, [], { cwd })
  expect({ code, err }).toEqual({
    code: 1,
    err: ['over budget: kernel.wasm in dist/small may have 50000 bytes'],
  })
})

test('a missing build fails', async () => {
  expect(await runCommand(size, [], { cwd })).toEqual({
    code: 1,
    out: [],
    err: ['there is no bundle: npm run build'],
  })
})
