import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { joinManifests, PLACEHOLDER } from '../../../../tools/packages/manifest.ts'
import { withJsImports } from '../../../../tools/packages/types.ts'
import { WASM_IMPORTS, wasmImports, writeWasm } from '../../../../tools/packages/wasm.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signet-packages-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A module without any content: the magic number and the version. */
const EMPTY = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)

describe('imports of .wasm files', () => {
  test('become imports of the loaders of the package', async () => {
    await writeFile(join(folder, 'tiny.wasm'), EMPTY)
    await writeFile(join(folder, 'entry.js'), "import tiny from './tiny.wasm'\nconsole.log(tiny)\n")
    const found = new Map<string, string>()
    const { outputFiles } = await build({
      entryPoints: [join(folder, 'entry.js')],
      bundle: true,
      format: 'esm',
      write: false,
      plugins: [wasmImports(found)],
    })
    expect(outputFiles[0]?.text).toMatch(/import tiny from "#wasm\/tiny"/)
    expect([...found]).toEqual([['tiny', join(folder, 'tiny.wasm')]])
    await writeWasm(folder, found)
    expect(await readFile(join(folder, 'wasm', 'tiny.workerd.js'), 'utf8')).toContain(
      "from './tiny.wasm?module'",
    )
  })

  test('of two files with one name are refused', async () => {
    const plugins = [wasmImports(new Map([['tiny', '/elsewhere/tiny.wasm']]))]
    const building = build({
      entryPoints: [join(folder, 'entry.js')],
      bundle: true,
      format: 'esm',
      write: false,
      logLevel: 'silent',
      plugins,
    })
    await expect(building).rejects.toThrow('have the same name')
  })

  test('load in Node at the first use only', async () => {
    const { default: load } = await import(join(folder, 'wasm', 'tiny.node.js'))
    expect(load()).toBeInstanceOf(WebAssembly.Module)
    expect(load()).toBe(load())
  })

  test('have a loader for every runtime, and the one of workerd is chosen first', () => {
    expect(Object.entries(WASM_IMPORTS['#wasm/*'])).toEqual([
      ['workerd', './wasm/*.workerd.js'],
      ['node', './wasm/*.node.js'],
      ['default', './wasm/*.default.js'],
    ])
  })
})

test.each([
  ["import { a } from './a.ts'", "import { a } from './a.js'"],
  ['export * from "../b/c.ts"', 'export * from "../b/c.js"'],
  ["type A = import('./a.ts').A", "type A = import('./a.js').A"],
  ["import { v } from 'valibot'", "import { v } from 'valibot'"],
  ["const text = './a.ts'", "const text = './a.ts'"],
])('the declaration %s becomes %s', (given, expected) => {
  expect(withJsImports(given)).toBe(expected)
})

test.each([
  [`${PLACEHOLDER}signet`, true],
  ['@acme/signet', undefined],
])('a package named %s is private: %s', (name, isPrivate) => {
  const root = { name: 'signet', version: '1.2.3', license: 'MIT' }
  expect(joinManifests({ name }, root)).toMatchObject({ name, version: '1.2.3', license: 'MIT' })
  expect(joinManifests({ name }, root)['private']).toBe(isPrivate)
})
