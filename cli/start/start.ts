import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from '../command.ts'
import { type ProjectPlace, projectCommand } from '../project-place.ts'
import { acceptedUrls } from './accepted-urls.ts'
import { buildPage } from './build-page.ts'
import { SERVE_FLAGS, serve } from './serve.ts'
import { sampleUrls, sampleZone } from './start-urls.ts'
import { startWrangler } from './wrangler-dev.ts'

const SPEC = {
  name: 'start',
  does: 'Serves the samples, and a folder of yours, on this machine, and prints signed URLs to open.',
  flags: {
    ...SERVE_FLAGS,
    heic: { about: 'decode HEIC, as the build src/builds/heic.ts does' },
  },
  examples: ['--port 9100 --images ~/Pictures'],
} as const

/**
 * Entry point for development: the Worker, and pages that explain refusals. `wrangler deploy` uses
 * `main` of the configuration instead.
 */
export const DEVELOPMENT_ENTRY = 'playground/development/worker.ts'

/** Entry point for development with HEIC decoding, like `npm run deploy -- src/builds/heic.ts`. */
export const HEIC_ENTRY = 'playground/development/heic-worker.ts'

/** Root of the repository. The configuration may be in another folder. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Functions that `start` uses and tests replace. */
export interface Launch {
  readonly putSamples: (
    place: ProjectPlace,
    zone: NonNullable<ReturnType<typeof sampleZone>>,
  ) => Promise<number>
  readonly buildPage: typeof buildPage
  readonly startServer: typeof startWrangler
}

/** Creates the command `start`, which serves the repository itself. */
export function makeStart(means: Launch): Command {
  return projectCommand(SPEC, ({ flags }, io) => {
    const { heic = false } = flags
    return serve(
      flags,
      {
        page: '/',
        heic,
        inCode: false,
        async launch({ ready, project, ...served }) {
          const zone = sampleZone(ready)
          if (zone && (await means.putSamples(io.project, zone)) > 0)
            io.err('stored the samples in the local bucket')
          await means.buildPage(ROOT)
          const entry = join(ROOT, heic ? HEIC_ENTRY : DEVELOPMENT_ENTRY)
          return means.startServer({ entry, ...served }, { ...io, project })
        },
        async urls(base, key, ready) {
          const zone = sampleZone(ready)
          return zone ? acceptedUrls(await sampleUrls(base, key, zone.zone.prefix), io) : []
        },
      },
      io,
    )
  })
}

/** Starts a local server with the samples and a development key. Prints signed URLs to open. */
export const start = makeStart({
  // Loading wrangler takes two seconds. It is not loaded for `--help` or wrong arguments.
  async putSamples(place, zone) {
    const { putSamples } = await import('./put-samples.ts')
    const { REPOSITORY_SAMPLES } = await import('./repository-samples.ts')
    return putSamples(place, zone, REPOSITORY_SAMPLES)
  },
  buildPage,
  startServer: startWrangler,
})
