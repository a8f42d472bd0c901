import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, type Metafile, type Plugin } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missingFiles, textsOf } from '../../support/project/file-names.ts'

/** Leaves WebAssembly files out, which the commands of this test do not use. */
const withoutWasm: Plugin = {
  name: 'without-wasm',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\.wasm$/ }, ({ path }) => ({ path: `#wasm/${path}`, external: true })),
}

const PACKAGE = {
  name: '@owner/signet-worker',
  version: '1.2.3',
  repository: 'https://github.com/acme/signet',
}

let folder: string
let metafile: Metafile

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signet-packaged-'))
  const built = await build({
    entryPoints: ['cli/signet.ts'],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'es2023',
    metafile: true,
    define: { SIGNET_PACKAGE: JSON.stringify(PACKAGE) },
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom('/')",
    },
    external: ['wrangler', 'sharp'],
    plugins: [withoutWasm],
    logLevel: 'error',
  })
  metafile = built.metafile
})

afterAll(() => rm(folder, { recursive: true, force: true }))

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'signet.mjs'), ...args], {
    encoding: 'utf8',
    cwd: folder,
  })
  return { status, stdout, stderr }
}

test('the program has the commands of users, under the names that they type', () => {
  const { status, stdout } = run('help')
  expect(status).toBe(0)
  expect(stdout).toMatch(/^usage: npx --no signet NAME ARGUMENTS/)
  const names = [...stdout.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name)
  expect(names.sort()).toEqual(
    'deny dev doctor explain keygen mark migrate purge sign verify warm'.split(' '),
  )
})

test('the program has the version of the package', () => {
  expect(run('version')).toEqual({ status: 0, stdout: '1.2.3\n', stderr: '' })
})

test.each([
  [['sign', '--help'], /npx --no signet sign '\/samples/],
  [['sign', '--hlep'], /\nnpx --no signet sign --help lists its arguments\n$/],
  [
    ['explain', '/a.jpg', '--signing-key', 'k:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'],
    /not checked: there are no zones in a wrangler\.toml here/,
  ],
])('%j names the command of the package', (args, text) => {
  const { stdout, stderr } = run(...args)
  expect(stdout + stderr).toMatch(text)
  expect(stdout + stderr).not.toMatch(/npm (?:run|start)/)
})

test('no text of the program names a script of the repository', () => {
  const { stdout } = run('doctor', '--help')
  expect(stdout).not.toContain('npm run')
})

test('the program contains nothing that needs the repository', () => {
  const inputs = Object.keys(metafile.inputs)
  expect(inputs).toContain('cli/start/dev.ts')
  const foreign =
    /wasm-hook|cli\/corpus|build-page|repository-samples|samples\/encode|start\/start\.ts|^(?:playground|test|tools|bench)\//
  expect(inputs.filter((input) => foreign.test(input))).toEqual([])
})

describe('output that cannot be written ends the program', () => {
  const SIGN =
    "sign 'https://img.example.com/a.jpg?width=4' --signing-key k:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

  /** Runs the program in a shell, which redirects its output. */
  function shell(line: string) {
    const program = `'${process.execPath}' signet.mjs ${line}`
    const { status, stdout, stderr } = spawnSync('sh', ['-c', program], { encoding: 'utf8', cwd: folder })
    return { status, stdout, stderr }
  }

  test.each(['help', 'sign --help', 'keygen', SIGN])('%s > /dev/full', (line) => {
    const { status, stderr } = shell(`${line} >/dev/full`)
    expect(status).toBe(1)
    expect(stderr).toMatch(/^the output cannot be written: no space left on the device$/m)
    expect(stderr).not.toMatch(/^ {4}at /m)
  })

  test.each(['help', 'sign --help', 'keygen', SIGN])('%s >&-', (line) => {
    const stderr = 'standard output is closed; nothing was done. To drop the result, add >/dev/null\n'
    expect(shell(`${line} >&-`)).toEqual({ status: 1, stdout: '', stderr })
  })

  test('unless it is dropped', () => {
    expect(shell('help >/dev/null')).toEqual({ status: 0, stdout: '', stderr: '' })
    expect(shell(`${SIGN} 2>&-`)).toMatchObject({ status: 0, stdout: expect.stringMatching(/^https:\S+\n$/) })
    const args = [join(folder, 'signet.mjs'), 'help']
    expect(spawnSync(process.execPath, args, { stdio: 'ignore' }).status).toBe(0)
  })

  test('errors that cannot be written as well', () => {
    expect(shell(`${SIGN} 2>/dev/full`).status).toBe(1)
  })
})

describe('no message names a file that is not installed', () => {
  /** Pages of the package. Commands name no other file of it. */
  const INSTALLED = ['README.md', 'CHANGELOG.md']

  test.each([
    ['see docs/caching.md.', ['docs/caching.md']],
    ['see [the page](caching.md)', []],
    ['as mark.md says, or examples/worker/wrangler.toml', ['mark.md', 'examples/worker/wrangler.toml']],
    ['https://github.com/acme/signet/blob/main/docs/caching.md', []],
    ['the wrangler.toml, src/index.ts, CHANGELOG.md and a.jpg', []],
  ])('in %j, which has %j', (text, names) => {
    expect(missingFiles(text, INSTALLED)).toEqual(names)
  })

  test('as strings and templates are found in code', () => {
    const code = "say('a', `b$" + "{addressOf(`docs/c.md`)}d`, { e: ['f'] }); import('./g.js')"
    expect(textsOf(code)).toEqual(['a', 'b', 'd', 'f', './g.js'])
  })

  test('in the whole program', async () => {
    const files = Object.keys(metafile.outputs).filter((name) => name.endsWith('js'))
    const texts = (await Promise.all(files.map((name) => readFile(name, 'utf8')))).flatMap(textsOf)
    expect(texts).toContain('the place is missing')
    expect(texts.filter((text) => missingFiles(text, INSTALLED).length > 0)).toEqual([])
  })

  test.each([
    [['verify', 'https://img.example.com/a//b.jpg'], 'docs/token.md'],
    [['migrate', 'https://imagedelivery.net/a/b/c'], 'docs/migrate/cloudflare.md'],
  ])('and %j prints the address of %s', async (args, page) => {
    const { stdout, stderr } = run(...args)
    expect(stdout + stderr).toContain(`https://github.com/acme/signet/blob/main/${page}`)
  })
})
