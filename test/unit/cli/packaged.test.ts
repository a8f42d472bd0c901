import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, type Metafile, type Plugin } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** Leaves WebAssembly files out, which the commands of this test do not use. */
const withoutWasm: Plugin = {
  name: 'without-wasm',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\.wasm$/ }, ({ path }) => ({ path: `#wasm/${path}`, external: true })),
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
    define: { SIGNET_PACKAGE: '{ "name": "@owner/signet-worker", "version": "1.2.3" }' },
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire('/')" },
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
