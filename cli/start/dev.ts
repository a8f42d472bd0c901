import { join } from 'node:path'
import { PACKAGE, type PackageName } from '../../src/pages.ts'
import { type Command, refuse } from '../command.ts'
import { DEV_PAGE_PATH } from '../local-server.ts'
import { assertNode } from '../node-version.ts'
import { readProject } from '../project.ts'
import { missingFile, type ProjectPlace, projectCommand } from '../project-place.ts'
import { prepareWebAssembly } from '../webassembly.ts'
import { acceptedUrls } from './accepted-urls.ts'
import { ownEntry, writeDevelopmentEntry } from './development-entry.ts'
import { installedFont, MISSING_FONT, usesSampleFont, withFont } from './sample-font.ts'
import { SERVE_FLAGS, serve } from './serve.ts'
import { sampleUrls, sampleZone } from './start-urls.ts'
import { startWrangler } from './wrangler-dev.ts'

const SPEC = {
  name: 'dev',
  does: 'Serves your Worker on this machine, with its own routes, the playground, and pages that explain refusals.',
  flags: {
    ...SERVE_FLAGS,
    samples: { about: 'puts sample pictures into the local bucket, and prints signed URLs of them' },
  },
  examples: ['--port 9100', '--images ~/Pictures'],
} as const

/** Minimum major version of Node for `dev`, because wrangler needs it. */
const MIN_NODE = 22

/** Returns the path to the samples' font if the project has it. */
const fontIn = ({ folder }: ProjectPlace) => installedFont(join(folder, 'package.json'))

/** Functions that `dev` uses and tests replace. */
export interface DevMeans {
  readonly putSamples: (
    place: ProjectPlace,
    zone: NonNullable<ReturnType<typeof sampleZone>>,
  ) => Promise<number>
  readonly startServer: typeof startWrangler
  /** Package that contains the playground. */
  readonly package: PackageName | undefined
}

/** Creates the command `dev`, which serves a project that depends on the package. */
export function makeDev(means: DevMeans): Command {
  return projectCommand(SPEC, async ({ flags }, io) => {
    assertNode('dev', MIN_NODE)
    const { samples = false } = flags
    const { name } = means.package ?? refuse('dev is for projects that depend on the package: run npm start')
    const project = (await readProject(io.project)) ?? refuse(missingFile(io.project))
    const { shown } = project
    const own = await ownEntry(io.project, project.tables)
    return serve(
      flags,
      {
        page: DEV_PAGE_PATH,
        heic: false,
        inCode: true,
        async launch({ ready, project: served, ...worker }) {
          if (!ready.config)
            io.err(
              `note: ${shown} has no zones: sign and explain know only those of [vars], not createSignet`,
            )
          if (samples) {
            const zone =
              sampleZone(ready) ??
              refuse(`--samples: no zone of ${shown} has an R2 bucket, such as source = "r2:IMAGES"`)
            io.err('painting the samples, which takes some seconds')
            if ((await means.putSamples(io.project, zone)) > 0)
              io.err('stored the samples in the local bucket')
            if (usesSampleFont(zone.zone) && !fontIn(io.project)) io.err(MISSING_FONT)
          }
          const entry = await writeDevelopmentEntry(io.project.folder, own, name)
          return means.startServer({ entry, ...worker }, { ...io, project: served })
        },
        async urls(base, key, ready) {
          const zone = samples ? sampleZone(ready) : undefined
          if (!zone) return []
          const hasFont = usesSampleFont(zone.zone) && fontIn(io.project) !== undefined
          return acceptedUrls(await sampleUrls(base, key, zone.zone.prefix, hasFont), io)
        },
      },
      io,
    )
  })
}

/** Serves a project's Worker with the playground. */
export const dev = makeDev({
  async putSamples(place, zone) {
    await prepareWebAssembly()
    const { putSamples } = await import('./put-samples.ts')
    const { ENGINE_SAMPLES } = await import('./engine-samples.ts')
    return putSamples(place, zone, withFont(ENGINE_SAMPLES, fontIn(place)))
  },
  startServer: startWrangler,
  package: PACKAGE,
})
