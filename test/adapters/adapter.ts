import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const FOLDER = resolve('examples', 'adapters')

/**
 * Imports an adapter. Its packages must be installed, which `npm run tool adapters` does. They have
 * no types here: `npm run tool adapters` checks the types of the adapters.
 */
export const adapter = <T>(name: string): Promise<T> => import(pathToFileURL(join(FOLDER, name)).href)

/** Imports a module of a package that is installed for the adapters. */
export const installed = <T>(path: string): Promise<T> => adapter(join('node_modules', path))
