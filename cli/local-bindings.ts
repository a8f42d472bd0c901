import { join } from 'node:path'
import type { ProjectPlace } from './project-place.ts'
import { importWrangler } from './wrangler.ts'

const LEVEL = 'WRANGLER_LOG'

/**
 * Runs a function with the bindings of the local server of a project. Loading wrangler takes two
 * seconds, so call this function after all arguments are checked, and never for `--help`.
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
    const platform = await getPlatformProxy<Env>({
      ...(place.file !== undefined && { configPath: place.file }),
      ...(place.environment !== undefined && { environment: place.environment }),
      // The default path lies below the working directory of the process.
      persist: { path: join(place.folder, '.wrangler', 'state', 'v3') },
    })
    try {
      return await use(platform.env)
    } finally {
      await platform.dispose()
    }
  } finally {
    if (level === undefined) delete process.env[LEVEL]
  }
}
