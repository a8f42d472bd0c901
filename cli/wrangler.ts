import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { refuse } from './command.ts'
import type { ProjectPlace } from './project-place.ts'
import { QUIET } from './quiet.ts'

/** The wrangler that a project has installed. */
export interface InstalledWrangler {
  /** Path to the script that Node runs. */
  readonly script: string
  /** URL of the module that commands import. */
  readonly module: string
  readonly version: string
}

type Require = ReturnType<typeof createRequire>

/**
 * Returns the functions that resolve modules: first from the folder of the configuration, then from
 * the working directory, then from this file. The last one is for projects that get wrangler
 * through Signet, and for tests in other folders.
 */
export const placesOf = (folder: string): readonly Require[] =>
  [join(folder, 'package.json'), join(process.cwd(), 'package.json'), import.meta.url].map((place) =>
    createRequire(place),
  )

const isMissing = (error: unknown) => Object(error).code === 'MODULE_NOT_FOUND'

function resolveFrom(places: readonly Require[], specifier: string): Require | undefined {
  return places.find((require) => {
    try {
      return require.resolve(specifier)
    } catch (error) {
      if (isMissing(error)) return false
      throw error
    }
  })
}

/**
 * Finds wrangler in a project.
 * @param places functions that resolve modules, in the order in which they are tried
 * @throws Failure bad-parameter: the project does not have wrangler
 */
export function installedWrangler(
  { folder }: Pick<ProjectPlace, 'folder'>,
  places = placesOf(folder),
): InstalledWrangler {
  const require = resolveFrom(places, 'wrangler/package.json')
  if (!require) return refuse('wrangler is not installed in this project: npm install --save-dev wrangler')
  const manifest = require.resolve('wrangler/package.json')
  const { version } = require(manifest)
  return {
    script: join(dirname(manifest), 'bin', 'wrangler.js'),
    module: pathToFileURL(require.resolve('wrangler')).href,
    version: String(version),
  }
}

/**
 * Imports a project's wrangler. Loading it takes two seconds, so call this function after all
 * arguments are checked, and never for `--help`.
 * @throws Failure bad-parameter: the project does not have wrangler
 */
export async function importWrangler(place: ProjectPlace): Promise<typeof import('wrangler')> {
  const { module } = installedWrangler(place)
  Object.assign(process.env, QUIET)
  return import(module)
}
