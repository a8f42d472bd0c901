import { readFile } from 'node:fs/promises'
import { parse, TomlError } from 'smol-toml'
import { bare } from '../src/engine/options/own.ts'
import { misconfigured } from '../src/errors.ts'
import { parseJsonc } from './jsonc.ts'

/** Configuration file of a project. */
interface ConfigurationFile {
  /** Path of the file. `undefined` if there is none. */
  readonly file: string | undefined
  /** Name of the file for messages. */
  readonly shown: string
}

/** Tables of a configuration file by their name. */
export type Tables = Readonly<Record<string, unknown>>

/**
 * Fields of the configuration that Signet reads and that an environment does not inherit from the
 * top level of the file. wrangler has more of them, and inherits all other fields.
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
 * Parses the configuration file of a project. The parsers accept the same text as wrangler's.
 * wrangler itself is not used, because loading it takes more than a second.
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

/** Returns the environments of a configuration file by their names. */
export function environmentsOf({ env }: Tables): Readonly<Record<string, Tables>> {
  return bare(Object(env))
}

/**
 * Returns the configuration of an environment, by wrangler's rules: it inherits the fields of the
 * top level except `NOT_INHERITED`, and is deployed under the name of the Worker and its own.
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
