import { execFile } from 'node:child_process'
import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { type Entry, entriesOf } from './entries.ts'
import { toolFolder } from './tools.ts'

const project = inject('project')
const folder = join(project, 'consumers')
const compiler = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin',
  'tsc',
)

interface Ended {
  readonly code: unknown
  readonly output: string
}

/** Runs a script of Node to its end. */
function ended(cwd: string, ...args: readonly string[]): Promise<Ended> {
  return new Promise((settle) => {
    execFile(process.execPath, args, { cwd, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      settle({ code: error?.code ?? 0, output: `${stdout}${stderr}` }),
    )
  })
}

describe.each(['signer', 'worker', 'heic'])(
  'the manifest and the types of the package in packages/%s',
  (name) => {
    test('are clean for attw', async () => {
      const attw = join(toolFolder('@arethetypeswrong/cli'), 'dist', 'index.js')
      const args = ['--profile', 'esm-only', '--no-color', inject('tarballs')[name] ?? '']
      expect(await ended(project, attw, ...args)).toMatchObject({ code: 0 })
    })

    test('are clean for publint', async () => {
      const manifest = await readFile(resolve('packages', name, 'package.json'), 'utf8')
      const installed = join(project, 'node_modules', JSON.parse(manifest).name)
      const publint = join(toolFolder('publint'), 'src', 'cli.js')
      const { code, output } = await ended(project, publint, installed, '--strict', '--pack', 'false')
      expect(output).toContain('All good!')
      expect(code).toBe(0)
    })
  },
)

/** Consumers that need only the types of a standard runtime. */
const ENGINE = ['engine.ts', 'engine-wrong.ts', 'sharp.ts', 'sharp-wrong.ts', 'heic.ts']
const WORKER = ['worker.ts', 'worker-wrong.ts', 'heic-worker.ts', 'development.ts', 'every-entry.ts']

/** Types that a consumer has, and the consumers that compile with these types. */
const PLATFORMS: Readonly<Record<string, { lib: string; types: string; files: readonly string[] }>> = {
  'the DOM': { lib: 'es2024,dom', types: '', files: [...ENGINE, ...WORKER] },
  'workers-types': {
    lib: 'es2024',
    types: '@cloudflare/workers-types',
    files: [...ENGINE, ...WORKER, 'entry.ts', 'main-module.d.ts', 'routers.ts'],
  },
  'types of Node': { lib: 'es2024', types: 'node', files: ENGINE },
}

const MODES = {
  nodenext: ['--module', 'nodenext', '--moduleResolution', 'nodenext'],
  bundler: ['--module', 'esnext', '--moduleResolution', 'bundler'],
} as const

const FLAGS = [
  ...['--ignoreConfig', '--noEmit', '--strict', '--exactOptionalPropertyTypes', '--verbatimModuleSyntax'],
  ...['--skipLibCheck', 'false', '--target', 'es2024', '--pretty', 'false'],
]

/** Type-checks consumers, and the declarations of all packages that they import. */
const check = (platform: string, mode: keyof typeof MODES, files = PLATFORMS[platform]?.files ?? []) =>
  ended(
    folder,
    ...[compiler, ...FLAGS, ...MODES[mode]],
    ...['--lib', PLATFORMS[platform]?.lib ?? '', '--types', PLATFORMS[platform]?.types ?? ''],
    ...files,
  )

const combinations = Object.keys(PLATFORMS).flatMap((platform) =>
  (['nodenext', 'bundler'] as const).map((mode) => [platform, mode] as const),
)

describe('consumers', () => {
  let entries: readonly Entry[]
  let sources: readonly string[]

  beforeAll(async () => {
    await cp(resolve('test', 'packages', 'consumers'), folder, { recursive: true })
    const names = await readdir(folder)
    sources = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
    entries = (await Promise.all(['worker', 'heic'].map((name) => entriesOf(project, name)))).flat()
    const imports = entries.map(({ specifier }) => `import '${specifier}'`)
    await writeFile(join(folder, 'every-entry.ts'), imports.join('\n'))
  })

  test.each(combinations)('compile with %s and moduleResolution %s', async (platform, mode) => {
    expect(await check(platform, mode)).toEqual({ code: 0, output: '' })
  })

  test('are checked together with the declarations of the packages', async () => {
    // The Worker's declarations name CryptoKey, which is no global type in Node's types.
    const { output } = await check('types of Node', 'nodenext', ['worker.ts'])
    expect(output).toContain("Cannot find name 'CryptoKey'")
  })

  test('import each value of each entry', () => {
    for (const { specifier, values } of entries) {
      const importing = sources.filter((text) => text.includes(`'${specifier}'`)).join()
      for (const value of values)
        expect(importing, `${value} of ${specifier}`).toMatch(RegExp(`\\b${value}\\b`))
    }
    const named = entries.flatMap(({ values }) => values)
    expect(named).toEqual(expect.arrayContaining(['createSignet', 'transform', 'addHeic', 'sharp']))
  })
})
