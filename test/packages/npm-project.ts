import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import manifest from '../../package.json' with { type: 'json' }
import { toolFolder } from './tools.ts'

/** npm versions in the tools' lock file. */
export const NPMS = ['npm10', 'npm11'] as const

export type Npm = (typeof NPMS)[number]

const SIGNING_KEYS = 'k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'

const WRANGLER_TOML = `
name = "signet"
compatibility_date = "2026-11-01"
[[kv_namespaces]]
binding = "DENIED"
id = "0123456789abcdef0123456789abcdef"
[[r2_buckets]]
binding = "IMAGES"
bucket_name = "images"
[vars.zones.images]
prefix = "/"
source = "r2:IMAGES"
`

/**
 * Stands in for wrangler's module: the local list is the file `local`. The configuration is read by
 * the wrangler of the repository.
 */
const MODULE = `const { existsSync, readFileSync, writeFileSync } = require('node:fs')
exports.getPlatformProxy = async () => ({
  env: {
    DENIED: {
      get: async () => (existsSync('local') ? readFileSync('local', 'utf8') : null),
      put: async (_, text) => writeFileSync('local', text),
    },
  },
  dispose: async () => undefined,
})
exports.unstable_readConfig = (...given) =>
  require(${JSON.stringify(resolve('node_modules', 'wrangler'))}).unstable_readConfig(...given)
`

/** Stands in for wrangler's program: the deployed list is the file `remote`. */
const PROGRAM = `const { copyFileSync } = require('node:fs')
const args = process.argv.slice(2)
if (args.includes('put')) copyFileSync(args[args.indexOf('--path') + 1], 'remote')
`

/** A command's exit code and output, and the lists that it changed. */
export interface Outcome {
  readonly code: unknown
  readonly out: string
  readonly err: string
  readonly changed: readonly string[]
}

async function makeProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'signet-npm-'))
  const wrangler = join(folder, 'node_modules', 'wrangler')
  await mkdir(join(wrangler, 'bin'), { recursive: true })
  const { name, bin, scripts } = manifest
  const files = {
    'package.json': JSON.stringify({ name, bin, scripts, private: true, type: 'module' }),
    'wrangler.toml': WRANGLER_TOML,
    '.dev.vars': `SIGNING_KEYS="${SIGNING_KEYS}"\n`,
    'node_modules/wrangler/package.json': '{ "name": "wrangler", "version": "4.0.0" }',
    'node_modules/wrangler/index.js': MODULE,
    'node_modules/wrangler/bin/wrangler.js': PROGRAM,
  }
  for (const [path, content] of Object.entries(files)) await writeFile(join(folder, path), content)
  await symlink(resolve('cli'), join(folder, 'cli'))
  return folder
}

/** User's shell environment: nothing from the npm that runs this test. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^npm_|^SIGNING_KEYS$|^INIT_CWD$/i.test(name))
  const PATH = [dirname(process.execPath), process.env['PATH']].join(delimiter)
  return { ...Object.fromEntries(own), PATH, npm_config_offline: 'true', npm_config_update_notifier: 'false' }
}

/**
 * Runs npm or npx in a new project that has the commands and scripts of the repository.
 * @param program `npm` or `npx`, and the arguments
 */
export async function runNpm(npm: Npm, [program, ...args]: readonly string[]): Promise<Outcome> {
  const folder = await makeProject()
  try {
    const script = join(toolFolder(npm), 'bin', `${program}-cli.js`)
    const child = spawn(process.execPath, [script, ...args], {
      cwd: folder,
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [out, err, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ])
    const lists = await Promise.all(
      ['local', 'remote'].map(async (name) =>
        (await readFile(join(folder, name), 'utf8').catch(() => '')) === '' ? [] : [name],
      ),
    )
    return { code, out: out.trim(), err, changed: lists.flat() }
  } finally {
    await rm(folder, { recursive: true })
  }
}
