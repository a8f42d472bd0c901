import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { moduleOf } from '../../../../src/engine/wasm/module.ts'
import { joinManifests, PLACEHOLDER } from '../../../../tools/packages/manifest.ts'
import { overBudget } from '../../../../tools/packages/packages.ts'
import { withJsImports } from '../../../../tools/packages/types.ts'
import { WASM_IMPORTS, wasmImports, writeWasm } from '../../../../tools/packages/wasm.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signet-packages-'))
})
afterAll(() => rm(folder, { recursive: true }))

function caught(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error
  }
}

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
    await writeWasm(folder, '@acme/tiny', found)
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

  test('tell what to change if the file is not beside the loader', async () => {
    const lost = join(folder, 'lost')
    await writeWasm(lost, '@acme/tiny', new Map([['tiny', join(folder, 'tiny.wasm')]]))
    await rm(join(lost, 'wasm', 'tiny.wasm'))
    const { default: load } = await import(join(lost, 'wasm', 'tiny.node.js'))
    const advice =
      "the package's .wasm files are missing: leave @acme/tiny out of your bundle " +
      '(esbuild: --external:@acme/tiny, Next: serverExternalPackages)'
    expect(caught(() => moduleOf(load))).toMatchObject({
      code: 'misconfigured',
      detail: advice,
      message: expect.stringMatching(/missing: .*ENOENT.*tiny\.wasm/),
    })
  })

  test.each([
    ['NotCapable', 'misconfigured', /^Deno may not read .*--allow-read$/],
    ['ENOENT', 'misconfigured', /^the package's \.wasm files are missing/],
    ['ERR_INVALID_URL', 'misconfigured', /^the package's \.wasm files are missing/],
    ['EMFILE', 'EMFILE', undefined],
  ])('that fail with %s give the error %s', async (code, expected, detail) => {
    const { readWasm } = await import(join(folder, 'wasm', 'read.js'))
    const read = () =>
      readWasm(() => {
        throw Object.assign(new Error('no'), code === 'NotCapable' ? { name: code } : { code })
      })
    const error = caught(() => moduleOf(read))
    expect(error).toMatchObject({ code: expected, ...(detail && { detail: expect.stringMatching(detail) }) })
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

test.each([
  [1000, true, undefined, false],
  [1001, false, 'warning', false],
  [5000, false, 'warning', false],
  [1100, true, 'warning', false],
  [1101, true, 'over budget', true],
])(
  'a tarball of %d bytes with a budget of 1000, in CI: %s, is reported as %s',
  (bytes, inCi, kind, isError) => {
    const over = overBudget('a.tgz', bytes, { budget: 1000, inCi })
    const line = `${kind}: a.tgz has ${bytes} bytes; its budget is 1000`
    expect(over).toEqual(kind === undefined ? undefined : { line, isError })
  },
)
