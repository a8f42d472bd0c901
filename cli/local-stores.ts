import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BINDING as DERIVATIVES } from '../src/edge/cache/r2-store.ts'
import { DENIED } from '../src/edge/gates/deny-list.ts'
import type { ProjectPlace } from './project-place.ts'
import { environmentsOf, readTables, type Tables } from './raw-configuration.ts'
import { isAlive } from './running-server.ts'

/**
 * The Worker's optional stores. The local server has them even if the configuration binds none, so
 * that `deny` and `purge` can be tried.
 */
const STORES = [
  { list: 'kv_namespaces', row: { binding: DENIED, id: 'signet-denied' } },
  { list: 'r2_buckets', row: { binding: DERIVATIVES, bucket_name: 'signet-derivatives' } },
] as const

const rowsOf = (list: unknown): readonly unknown[] => (Array.isArray(list) ? list : [])

/** Returns `true` if a configuration has a binding or a variable with this name. */
function hasName(tables: Tables, name: string): boolean {
  const rows = Object.values(tables).flatMap(rowsOf).map(Object)
  return rows.some((row) => row.binding === name || row.name === name) || name in Object(tables['vars'])
}

/**
 * Adds the stores that a configuration table lacks.
 * @returns `undefined` if it lacks none
 */
function withStores(tables: Tables): Tables | undefined {
  const missing = STORES.filter(({ row }) => !hasName(tables, row.binding))
  const added = missing.map(({ list, row }) => [list, [...rowsOf(tables[list]), row]])
  return missing.length > 0 ? { ...tables, ...Object.fromEntries(added) } : undefined
}

/**
 * Adds the stores that the configuration's selected environment lacks. An environment inherits no
 * stores.
 * @param wholeFile the whole file's tables
 * @returns `undefined` if it lacks none
 */
export function addLocalStores(
  wholeFile: Tables,
  { environment }: Pick<ProjectPlace, 'environment'>,
): Tables | undefined {
  if (environment === undefined) return withStores(wholeFile)
  const environments = environmentsOf(wholeFile)
  const own = withStores(environments[environment] ?? {})
  return own && { ...wholeFile, env: { ...environments, [environment]: own } }
}

/**
 * Returns a note if the local server alone has a store, because the configuration does not bind it.
 * @param tables the selected environment's tables
 * @param store its binding, and the page that shows how to bind it
 */
export function localOnlyNote(
  tables: Tables,
  { shown }: Pick<ProjectPlace, 'shown'>,
  { binding, page }: { readonly binding: string; readonly page: string },
): readonly string[] {
  return hasName(tables, binding)
    ? []
    : [`note: only the local server has it, since ${shown} binds no ${binding}: see ${page}`]
}

/** Matches the name of a written configuration, which contains the process number. */
const WRITTEN = /^wrangler\.signet-(\d+)-\d+\.json$/

/** Number of configurations that this process has written. Two can exist at the same time. */
let written = 0

/** Removes configurations that belong to killed processes. */
async function removeLeft(folder: string): Promise<void> {
  const names = await readdir(folder)
  const left = names.filter((name) => {
    const [, pid] = WRITTEN.exec(name) ?? []
    return pid !== undefined && !isAlive(Number(pid))
  })
  await Promise.all(left.map((name) => rm(join(folder, name), { force: true })))
}

/**
 * Runs a function with a local-server configuration that has all optional stores. If one is
 * missing, the configuration is a file that exists while the function runs. wrangler takes stores
 * from no other place. The file is in the project's folder, since its paths are relative.
 */
export async function withLocalStores<T>(
  place: ProjectPlace,
  use: (local: ProjectPlace) => Promise<T>,
): Promise<T> {
  const tables = addLocalStores((await readTables(place)) ?? {}, place)
  if (place.file === undefined || !tables) return use(place)
  await removeLeft(place.folder)
  const file = join(place.folder, `wrangler.signet-${process.pid}-${written++}.json`)
  await writeFile(file, JSON.stringify(tables))
  try {
    return await use({ ...place, file })
  } finally {
    await rm(file, { force: true })
  }
}
