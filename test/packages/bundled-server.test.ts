import { execFile } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type BuildOptions, build } from 'esbuild'
import sharp from 'sharp'
import { beforeAll, expect, inject, test } from 'vitest'
import { runtime } from './tools.ts'

const PROGRAM = `import { readFileSync } from 'node:fs'
import process from 'node:process'
import { transform } from '@owner/signet-worker/engine'

const picture = Uint8Array.from(readFileSync(process.argv[2]))
transform(picture, { width: 4 }).then(
  ({ type }) => console.log(JSON.stringify({ type })),
  ({ code, detail }) => console.log(JSON.stringify({ code, detail })),
)
`

const ADVICE =
  "the package's .wasm files are missing: leave @owner/signet-worker out of your bundle " +
  '(esbuild: --external:@owner/signet-worker, Next: serverExternalPackages)'

let folder: string
let picture: string
beforeAll(async () => {
  folder = await mkdtemp(join(inject('project'), 'server-'))
  picture = join(folder, 'picture.png')
  await writeFile(join(folder, 'server.js'), PROGRAM)
  const gray = { create: { width: 8, height: 8, channels: 3, background: '#888' } } as const
  await sharp(gray).png().toFile(picture)
})

async function run(program: string, ...args: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(program, [...args, picture], { cwd: folder })
  return JSON.parse(stdout)
}

/** Bundles the program for Node, without the `.wasm` files, and runs it. */
async function runBundle(name: string, options: BuildOptions): Promise<unknown> {
  const outfile = join(folder, name)
  const entryPoints = [join(folder, 'server.js')]
  await build({ entryPoints, bundle: true, platform: 'node', outfile, logLevel: 'error', ...options })
  return run(process.execPath, outfile)
}

test.each(['esm', 'cjs'] as const)('a bundle in the format %s says how to bundle', async (format) => {
  const name = format === 'esm' ? 'server.mjs' : 'server.cjs'
  expect(await runBundle(name, { format })).toEqual({ code: 'misconfigured', detail: ADVICE })
})

test('a bundle without the package transforms', async () => {
  const external = ['@owner/signet-worker']
  expect(await runBundle('external.mjs', { format: 'esm', external })).toEqual({ type: 'image/png' })
})

test('Deno without the right to read the files names its flag', async () => {
  const args = ['run', `--allow-read=${picture}`, join(folder, 'server.js')]
  expect(await run(runtime('deno'), ...args)).toEqual({
    code: 'misconfigured',
    detail: "Deno may not read the package's .wasm files: run it with --allow-read",
  })
})
