import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from '../examples/run-program.ts'
import { stopwatch } from '../examples/stopwatch.ts'
import { script } from '../script.ts'
import { serveSite } from './serve.ts'

const SPEC = {
  name: 'site',
  does: 'Builds the site of the documents into dist/site.',
  flags: {
    serve: { about: 'serves the site on 127.0.0.1 afterwards' },
    port: { value: 'PORT', about: 'port of the server, by default 4173' },
  },
} as const

const PORT = 4173

/** Folder with the built site. */
export const OUTPUT = join('dist', 'site')

/** Returns `true` if the packages that the lock file names are installed. */
async function isInstalled(folder: string): Promise<boolean> {
  const packagesOf = async (file: string) => {
    const { packages = {} } = JSON.parse(await readFile(join(folder, file), 'utf8')) as { packages?: object }
    return Object.entries(packages as Record<string, { version?: string; optional?: boolean }>)
  }
  const installed = await packagesOf('node_modules/.package-lock.json').catch(() => [])
  const versions = new Map(installed.map(([path, { version }]) => [path, version]))
  const wanted = await packagesOf('package-lock.json')
  // npm leaves out optional packages for other platforms.
  return wanted.every(
    ([path, { version, optional }]) => path === '' || optional === true || versions.get(path) === version,
  )
}

/** Installs the site's packages if they are missing, builds the site and may serve it. */
export const site = script(SPEC, async ({ flags: { serve, port } }, { cwd, env, out }) => {
  const folder = join(cwd, 'site')
  const stage = stopwatch(out)
  if (!(await isInstalled(folder))) {
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline']
    await stage('npm ci', () => runProgram(['npm', 'ci', ...flags], { cwd: folder }))
  }
  await stage(OUTPUT, () =>
    runProgram([process.execPath, 'node_modules/vitepress/bin/vitepress.js', 'build'], { cwd: folder }),
  )
  if (serve !== true) return 0
  const base = env['SITE_URL'] === undefined ? '/' : new URL(env['SITE_URL']).pathname
  const server = await serveSite(join(cwd, OUTPUT), Number(port ?? PORT), base)
  out(`http://127.0.0.1:${server.port}${base}`)
  await new Promise(() => {})
  return 0
})
