import { basename } from 'node:path'
import { reportModeWarning } from '../../src/edge/log/report-mode.ts'
import { refuse } from '../command.ts'
import { devVarsFile, findSecret } from '../key-source.ts'
import { withLocalStores } from '../local-stores.ts'
import type { ProjectIo, ProjectPlace } from '../project-place.ts'
import { DEFAULT_PORT, forgetServer, recordServer } from '../running-server.ts'
import { type FolderOrigin, serveFolder } from './folder-origin.ts'
import { assertConfigured, assertFree, parsePort, parseVariables, type Ready } from './start-checks.ts'
import { folderPictures, folderUrls } from './start-urls.ts'
import { whenStarterEnds } from './starter.ts'
import type { DevServer } from './wrangler-dev.ts'

/** Flags of every command that serves a project locally. */
export const SERVE_FLAGS = {
  port: { value: 'PORT', initial: String(DEFAULT_PORT), about: 'port to listen on' },
  images: { value: 'DIR', about: 'folder to serve below /origin/ (or BASE/origin/), to this machine alone' },
  var: { value: 'NAME:VALUE', many: true, about: 'variable of the Worker; may be given several times' },
  log: { about: 'prints a line for each request, without the token' },
} as const

/** Values of `SERVE_FLAGS`. */
export interface ServeFlags {
  readonly port: string
  readonly images: string | undefined
  readonly var: readonly string[] | undefined
  readonly log: boolean | undefined
}

/** Project that is about to be served, after all checks. */
export interface Prepared {
  readonly ready: Ready
  readonly port: number
  /** The Worker's variables. */
  readonly variables: Readonly<Record<string, string>>
  /** `true` if a line is printed for each request. */
  readonly log: boolean
  /** The server's configuration, which has all optional stores. */
  readonly project: ProjectPlace
}

/** Steps for serving a project that differ between the repository and users' projects. */
export interface Site {
  /** Path to the playground's page. */
  readonly page: string
  /** `true` if images in a folder may be HEIC. */
  readonly heic: boolean
  /** `true` if the project may be configured in code, without zones in the configuration file. */
  readonly inCode: boolean
  /** Prepares files of the project, and starts the server. */
  readonly launch: (prepared: Prepared) => Promise<DevServer>
  /** Returns signed sample URLs. */
  readonly urls: (base: string, key: string, ready: Ready) => Promise<readonly string[]>
}

const NO_CACHE = { 'cache-control': 'max-age=0' }

function devOrigin(folder: FolderOrigin | undefined, variables: object): { DEV_ORIGIN?: string } {
  if (folder && 'DEV_ORIGIN' in variables)
    refuse('--images and --var DEV_ORIGIN both set what is below /origin/')
  return folder ? { DEV_ORIGIN: folder.url } : {}
}

/**
 * Returns the Worker variable `PLAYGROUND_PICTURES`, which lists the folder's images for the
 * playground. Returns an empty object if no folder is served.
 */
async function listed(images: string | undefined, heic: boolean): Promise<{ PLAYGROUND_PICTURES?: string }> {
  return images === undefined
    ? {}
    : { PLAYGROUND_PICTURES: JSON.stringify(await folderPictures(images, heic)) }
}

function warn({ config, created }: Ready, io: ProjectIo): void {
  if (created) io.err(`created ${basename(devVarsFile(io.project))} with a random signing key`)
  for (const { name } of config?.zones.filter(({ mode }) => mode === 'report') ?? [])
    io.err(`warning: ${reportModeWarning(name)}`)
}

/**
 * Ends the server on a signal, and when the program that started this process ends. If this process
 * itself is killed, the server ends too: see `startWrangler`.
 */
function endWithThis(server: DevServer): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => server.end())
  whenStarterEnds(() => server.end())
}

/**
 * Serves a project until the server ends. Prints the playground's address, and signed URLs to open.
 * @returns the server's exit code
 * @throws Failure as in `assertFree` and `assertConfigured`
 */
export async function serve(flags: ServeFlags, site: Site, io: ProjectIo): Promise<number> {
  const { page, heic, launch, urls } = site
  const { images, log = false } = flags
  const port = parsePort(flags.port)
  const given = parseVariables(flags.var ?? [])
  await assertFree(port)
  const folder = images === undefined ? undefined : await serveFolder(images, NO_CACHE)
  try {
    const variables: Readonly<Record<string, string>> = {
      ENVIRONMENT: 'development',
      ...given,
      ...devOrigin(folder, given),
    }
    const ready = await assertConfigured(io.project, variables, site.inCode)
    warn(ready, io)
    const key = await findSecret('SIGNING_KEYS', { local: true }, io)
    const served = { ready, port, variables: { ...variables, ...(await listed(images, heic)) }, log }
    const { server, trouble } = await withLocalStores(io.project, async (project) => {
      const started = await launch({ ...served, project })
      endWithThis(started)
      return { server: started, trouble: await started.trouble }
    })
    if (trouble !== undefined) {
      io.err(trouble)
      server.end()
      return (await server.ended) || 1
    }
    await recordServer(io.project, { port, origin: variables['DEV_ORIGIN'] })
    const base = `http://127.0.0.1:${port}`
    io.err(`Playground: ${base}${page}`)
    const own = folder && ready.config?.zones.find(({ source }) => source === folder.url)
    const all = [
      ...(await urls(base, key, ready)),
      ...(images !== undefined && own
        ? await folderUrls(base, key, { directory: images, prefix: own.prefix, heic })
        : []),
    ]
    const rest = all.length > 0 ? ' Signed URLs to open:' : ''
    io.err(`Signet listens on ${base}.${rest}`)
    for (const url of all) io.out(url)
    return await server.ended
  } finally {
    folder?.close()
    await forgetServer(io.project, port)
  }
}
