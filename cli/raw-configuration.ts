import { readFile } from 'node:fs/promises'
import { parse, TomlError } from 'smol-toml'
import { bare } from '../src/engine/options/own.ts'
import { misconfigured } from '../src/errors.ts'
import { parseJsonc } from './jsonc.ts'

/** A project's configuration file. */
interface ConfigurationFile {
  /** File path. `undefined` if there is none. */
  readonly file: string | undefined
  /** The file's name in messages. */
  readonly shown: string
}

/** Tables in a configuration file by their name. */
export type Tables = Readonly<Record<string, unknown>>

/**
 * Configuration fields that Signet reads and that an environment does not inherit from the file's
 * top level. wrangler has more such fields, and inherits all others.
 */
export const NOT_INHERITED: readonly string[] = [
  'vars',
  'secrets',
  'r2_buckets',
  'kv_namespaces',
  'ratelimits',
  'analytics_engine_datasets',
]

function parseToml(text: string, shown: string): Tables {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const [sentence = ''] = error.message.split('\n')
    misconfigured(`${shown}: line ${error.line}: ${sentence}\n\n${error.codeblock.trimEnd()}`)
  }
}

function parseJson(text: string, shown: string): Tables {
  try {
    const value = parseJsonc(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    misconfigured(`${shown} is not valid JSON: ${error.message}`)
  }
  misconfigured(`${shown}: must be an object`)
}

/**
 * Parses a project's configuration file. The parsers accept the same text as wrangler's. wrangler
 * itself is not used, because loading it takes more than a second.
 * @returns the tables, or `undefined` if there is no file
 * @throws Failure misconfigured: the file is not valid; the message names the file and the line
 */
export async function readTables({ file, shown }: ConfigurationFile): Promise<Tables | undefined> {
  if (file === undefined) return undefined
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EISDIR') misconfigured(`${shown} is a folder: it must be a file`)
    if (error.code !== 'ENOENT') throw error
  })
  if (text === undefined) return undefined
  return file.endsWith('.toml') ? parseToml(text, shown) : parseJson(text, shown)
}

/** Returns the environments in a configuration file by their names. */
export function environmentsOf({ env }: Tables): Readonly<Record<string, Tables>> {
  return bare(Object(env))
}

/**
 * Returns an environment's configuration, by wrangler's rules: it inherits the top-level fields
 * except `NOT_INHERITED`, and is deployed under the Worker's name and its own.
 * @throws Failure misconfigured: the file has no such environment
 */
export function selectEnvironment(
  tables: Tables,
  { environment, shown }: Pick<ConfigurationFile, 'shown'> & { readonly environment: string | undefined },
): Tables {
  if (environment === undefined) return tables
  const { [environment]: own, ...others } = environmentsOf(tables)
  if (own === undefined) {
    const names = Object.keys(others)
    const hint = names.length > 0 ? `there are ${names.join(', ')}` : 'the file has no environments'
    misconfigured(`${shown}: there is no environment ${environment}; ${hint}`)
  }
  const { env: _, name, ...top } = tables
  const inherited = Object.entries(top).filter(([field]) => !NOT_INHERITED.includes(field))
  return {
    ...(name !== undefined && { name: `${name}-${environment}` }),
    ...Object.fromEntries(inherited),
    ...own,
  }
}
