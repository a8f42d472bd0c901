import { reportModeWarning } from '../../src/edge/log/report-mode.ts'
import { type Command, command, refuse } from '../command.ts'
import { findSecret } from '../key-source.ts'
import { DEFAULT_PORT, forgetServer, recordServer } from '../running-server.ts'
import { buildPage } from './build-page.ts'
import { type FolderOrigin, serveFolder } from './folder-origin.ts'
import type { putSamples } from './put-samples.ts'
import { assertConfigured, assertFree, parsePort, parseVariables } from './start-checks.ts'
import { folderPictures, folderUrls, sampleUrls, servesSamples } from './start-urls.ts'
import { startWrangler } from './wrangler-dev.ts'

const SPEC = {
  name: 'start',
  does: 'Serves the samples, and a folder of yours, on this machine, and prints signed URLs to open.',
  flags: {
    port: { value: 'PORT', initial: String(DEFAULT_PORT), about: 'port to listen on' },
    images: { value: 'DIR', about: 'folder to serve below /origin/, to this machine alone' },
    heic: { about: 'decode HEIC, as the build of deploy:heic does' },
    var: { value: 'NAME:VALUE', many: true, about: 'variable of the Worker; may be given several times' },
  },
  examples: ['--port 9100 --images ~/Pictures'],
} as const

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

/** Functions that `start` uses and tests replace. */
export interface Launch {
  readonly putSamples: typeof putSamples
  readonly buildPage: typeof buildPage
  readonly startServer: typeof startWrangler
}

export function makeStart(launch: Launch): Command {
  return command(SPEC, async ({ flags }, io) => {
    const { images, heic = false } = flags
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
      const { config, created } = await assertConfigured(io.cwd, variables)
      if (created) io.err('created .dev.vars with a random signing key')
      for (const { name } of config.zones.filter(({ mode }) => mode === 'report'))
        io.err(`warning: ${reportModeWarning(name)}`)
      const key = await findSecret('SIGNING_KEYS', { local: true }, io)
      const samples = servesSamples(config)
      if (samples && (await launch.putSamples(io.cwd)) > 0) io.err('stored the samples in the local bucket')

      await launch.buildPage(io.cwd)
      const server = launch.startServer(port, { ...variables, ...(await listed(images, heic)) }, io, heic)
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
        process.once(signal, () => server.kill(signal))
      // The child process must also end if a closed pipe ends this process.
      process.once('exit', () => server.kill())
      const trouble = await server.trouble
      if (trouble !== undefined) {
        io.err(trouble)
        server.kill()
        return (await server.ended) || 1
      }
      await recordServer(io.cwd, { port, origin: variables['DEV_ORIGIN'] })
      const base = `http://127.0.0.1:${port}`
      io.err(`Playground: ${base}/`)
      io.err(`Signet listens on ${base}. Signed URLs to open:`)
      for (const url of samples ? await sampleUrls(base, key) : []) io.out(url)
      for (const url of images === undefined ? [] : await folderUrls(base, key, images, heic)) io.out(url)
      return await server.ended
    } finally {
      folder?.close()
      await forgetServer(io.cwd)
    }
  })
}

/** Starts a local server with the samples and a development key. Prints signed URLs to open. */
export const start = makeStart({
  // Loading wrangler takes two seconds. It is not loaded for `--help` or wrong arguments.
  putSamples: async (cwd) => (await import('./put-samples.ts')).putSamples(cwd),
  buildPage,
  startServer: startWrangler,
})
