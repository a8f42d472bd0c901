import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseEnv } from 'node:util'
import { getPlatformProxy } from 'wrangler'
import { QUIET } from '../../cli/quiet.ts'
import { type Sample, samples } from '../../samples/samples.ts'
import { type AppServer, startServer } from '../../tools/examples/server.ts'

/** A repository copy in which shell lines can run without harm, and a server beside it. */
export interface Workshop {
  /** Folder in which lines run, with the configuration of their page. */
  readonly folder: string
  /** Folder in which `npm start` runs. Lines that name the server's address also run here. */
  readonly served: string
  /** Port on which `npm start` listens. */
  readonly port: number
  /** Empty project for `npm install`. */
  readonly site: string
  /** Value of `SIGNING_KEYS` in `.dev.vars`. */
  readonly keys: string
  readonly env: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** Sample scale: about 720 × 480 pixels, which take a fifth of the time to paint. */
const SCALE = 0.4

/** Files that a fresh clone does not have, and packages, which are linked instead. */
const NOT_COPIED =
  /(?:^|\/)(?:\.git|node_modules|dist|\.wrangler|\.vitest|\.next|\.astro|\.dev\.vars|[^/]*\.(?:tgz|log))$/

async function copyRepository(to: string): Promise<void> {
  await cp('.', to, { recursive: true, filter: (path) => !NOT_COPIED.test(path) })
  await symlink(resolve('node_modules'), join(to, 'node_modules'))
}

async function paint(): Promise<Sample[]> {
  const painted: Sample[] = []
  for await (const sample of samples(SCALE)) painted.push(sample)
  return painted
}

async function putSamples(folder: string, pictures: readonly Sample[]): Promise<void> {
  Object.assign(process.env, QUIET)
  const configPath = join(folder, 'wrangler.toml')
  const persist = { path: join(folder, '.wrangler', 'state', 'v3') }
  const platform = await getPlatformProxy<{ IMAGES: R2Bucket }>({ configPath, persist })
  try {
    for (const { name, type, bytes } of pictures)
      await platform.env.IMAGES.put(`samples/${name}`, bytes, { httpMetadata: { contentType: type } })
  } finally {
    await platform.dispose()
  }
}

/**
 * Prepares the environment for a reader's shell: no node_modules programs, no keys from this
 * process, and a `curl` that fails at status 4xx.
 */
async function makeHome(folder: string, pictures: readonly Sample[]): Promise<Record<string, string>> {
  await mkdir(join(folder, 'Pictures'), { recursive: true })
  for (const { name, bytes } of pictures) await writeFile(join(folder, 'Pictures', name), bytes)
  await writeFile(join(folder, '.curlrc'), 'fail\nsilent\nshow-error\n')
  const own = (process.env['PATH'] ?? '').split(delimiter).filter((path) => !path.includes('node_modules'))
  return {
    ...QUIET,
    HOME: folder,
    PATH: [dirname(process.execPath), ...own].join(delimiter),
    LC_ALL: 'C.UTF-8',
    npm_config_offline: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
  }
}

async function readKeys(folder: string): Promise<string> {
  const { SIGNING_KEYS } = parseEnv(await readFile(join(folder, '.dev.vars'), 'utf8'))
  if (!SIGNING_KEYS) throw new Error(`npm start made no key in ${folder}`)
  return SIGNING_KEYS
}

async function untilExists(file: string): Promise<void> {
  for (let waits = 0; !existsSync(file); waits++) {
    if (waits === 100) throw new Error(`npm start did not write ${file}`)
    await setTimeout(100)
  }
}

/** Starts the server, and tries again once if another program has taken the free port. */
async function startTwice(cwd: string, env: Readonly<Record<string, string>>): Promise<AppServer> {
  const script = (port: number) => ['cli/main.ts', 'start', '--port', String(port)]
  const start = () => startServer(script, { cwd, env, ready: 'health' })
  return start().catch(start)
}

const remove = (root: string) => rm(root, { recursive: true, force: true, maxRetries: 5 })

/** Copies the repository twice and runs `npm start` in one of the copies. */
export async function openWorkshop(): Promise<Workshop> {
  const root = await mkdtemp(join(tmpdir(), 'signet-documents-'))
  try {
    return await openIn(root)
  } catch (error) {
    await remove(root)
    throw error
  }
}

async function openIn(root: string): Promise<Workshop> {
  const [folder, served, site] = ['repository', 'served', 'site'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ]
  await copyRepository(served)
  await cp(served, folder, { recursive: true, verbatimSymlinks: true })
  await mkdir(site)
  await writeFile(join(site, 'package.json'), '{ "private": true, "type": "module" }')
  const pictures = await paint()
  const env = await makeHome(join(root, 'home'), pictures)
  await putSamples(served, pictures)
  const server = await startTwice(served, env)
  const port = Number(new URL(server.url).port)
  const record = join('.wrangler', 'signet-servers', `${port}.json`)
  await untilExists(join(served, record))
  await cp(join(served, '.dev.vars'), join(folder, '.dev.vars'))
  // Commands in the other copy find the server, and read the configuration that pages change there.
  await mkdir(dirname(join(folder, record)), { recursive: true })
  const running = JSON.parse(await readFile(join(served, record), 'utf8'))
  await writeFile(join(folder, record), JSON.stringify({ ...running, file: join(folder, 'wrangler.toml') }))
  return {
    folder,
    served,
    site,
    env,
    port,
    keys: await readKeys(served),
    async close() {
      await server.close()
      await remove(root)
    },
  }
}
