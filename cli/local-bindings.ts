import { join } from 'node:path'
import { misconfigured } from '../src/errors.ts'
import { withLocalStores } from './local-stores.ts'
import { nameOf, type ProjectPlace } from './project-place.ts'
import { importWrangler } from './wrangler.ts'

const LEVEL = 'WRANGLER_LOG'

/**
 * Calls wrangler, and turns its error for a wrong configuration into a sentence. Other errors are
 * thrown.
 * @throws Failure misconfigured
 */
async function openPlatform<T>(place: ProjectPlace, open: () => Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (error) {
    if (!(error instanceof Error) || error.constructor.name !== 'UserError') throw error
    const lines = error.message.split('\n').map((line) => line.replace(/^[\s-]+/, ''))
    const [first = '', ...rest] = lines.filter((line) => line !== '')
    const text = rest.length > 0 && first.startsWith('Processing') ? rest : [first, ...rest]
    return misconfigured(`${nameOf(place)}: wrangler: ${text.join(' ')}`)
  }
}

/**
 * Runs a function with the bindings of a project's local server, which has all optional stores.
 * Loading wrangler takes two seconds, so call this function after all arguments are checked, and
 * never for `--help`.
 * @example
 * await withLocalBindings<{ IMAGES: R2Bucket }, R2Object | null>(place, ({ IMAGES }) =>
 * IMAGES.head('a.jpg'))
 */
export async function withLocalBindings<Env, T>(
  place: ProjectPlace,
  use: (env: Env) => Promise<T>,
): Promise<T> {
  const level = process.env[LEVEL]
  // Hides wrangler's warnings about missing secrets. The bindings do not need secrets.
  process.env[LEVEL] = level ?? 'error'
  try {
    const { getPlatformProxy } = await importWrangler(place)
    const platform = await withLocalStores(place, ({ file }) =>
      openPlatform(place, () =>
        getPlatformProxy<Env>({
          ...(file !== undefined && { configPath: file }),
          ...(place.environment !== undefined && { environment: place.environment }),
          // The default path lies below the working directory of the process.
          persist: { path: join(place.folder, '.wrangler', 'state', 'v3') },
        }),
      ),
    )
    try {
      return await use(platform.env)
    } finally {
      await platform.dispose()
    }
  } finally {
    if (level === undefined) delete process.env[LEVEL]
  }
}
