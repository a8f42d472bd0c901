import { type Config, configure } from '../src/edge/config.ts'
import type { Bindings } from '../src/edge/source/kind.ts'
import { Failure, misconfigured } from '../src/errors.ts'
import { PACKAGE } from '../src/pages.ts'
import { REQUIRED_SECRETS, VARIABLES } from '../src/signing/auth/secrets.ts'
import { readDevVars } from './key-source.ts'
import type { ProjectPlace } from './project-place.ts'
import { readTables, selectEnvironment, type Tables } from './raw-configuration.ts'
import { serverOf } from './running-server.ts'
import { isLocal } from './target.ts'

/** A project's configuration as the Worker sees it, before secrets are added. */
export interface Project {
  /** The configuration file's name in messages. */
  readonly shown: string
  /** The selected environment's tables. */
  readonly tables: Tables
  /** The whole file's tables, with `env`. */
  readonly wholeFile: Tables
  /** `[vars]`, and a stub for each R2 bucket binding. */
  readonly env: Bindings
  /**
   * Variables in `.dev.vars` that the local server reads. If `required` in `[secrets]` is a list,
   * only variables on this list are read.
   */
  readonly secrets: Readonly<Record<string, string>>
}

/** A project with a validated configuration. */
export interface Loaded {
  readonly config: Config
  readonly env: Bindings
}

/**
 * Returns the binding names in a configuration list.
 * @param field field in each binding that contains its name
 * @example boundNames(tables, 'r2_buckets') // ['IMAGES', 'DERIVATIVES']
 */
export function boundNames(tables: Tables, list: string, field = 'binding'): readonly string[] {
  const rows: unknown = tables[list]
  const names: readonly unknown[] = Array.isArray(rows) ? rows.map((row) => Object(row)[field]) : []
  return names.filter((name) => typeof name === 'string')
}

/** Bucket stub. The validation only checks that the methods exist. */
const BUCKET = { get() {}, head() {} }

/**
 * Reads a project's configuration file, and the secrets for the local server. Returns `undefined`
 * if there is no configuration file.
 * @throws Failure misconfigured: the file is not valid, or it has no such environment; the message
 *   names the file
 */
export async function readProject(place: ProjectPlace): Promise<Project | undefined> {
  const wholeFile = await readTables(place)
  if (wholeFile === undefined) return undefined
  const tables = selectEnvironment(wholeFile, place)
  const { vars, secrets } = tables
  const names = boundNames(tables, 'r2_buckets')
  const listed: unknown = Object(secrets).required
  const stored = Object.entries(await readDevVars(place)).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (!Array.isArray(listed) || listed.includes(entry[0])),
  )
  return {
    shown: place.shown,
    tables,
    wholeFile,
    env: { ...Object(vars), ...Object.fromEntries(names.map((name) => [name, BUCKET])) },
    secrets: Object.fromEntries(stored),
  }
}

/**
 * Validates the configuration as the Worker does when it starts.
 * @param variables secrets and variables in addition to the file's
 * @throws Failure misconfigured: the message names the field
 */
export async function loadProject({ env, shown }: Project, variables: Bindings): Promise<Loaded> {
  try {
    const all = { ...env, ...variables }
    return { config: await configure(all), env: all }
  } catch (error) {
    if (error instanceof Failure) misconfigured(`${shown}: ${error.message}`)
    throw error
  }
}

/** Returns the secrets' names in the zones' `credentials`. */
export function credentialNames(env: Bindings = {}): readonly string[] {
  const zones: unknown[] = Object.values(Object(env['zones']))
  return zones.flatMap((zone) => {
    const { secret } = Object(Object(zone).credentials)
    return typeof secret === 'string' ? [secret] : []
  })
}

/**
 * Returns a stub value for each secret of `credentialNames`. With these values, zones can be read
 * where the secrets themselves are not needed.
 */
export function unusedCredentials(env?: Bindings): Readonly<Record<string, string>> {
  return Object.fromEntries(credentialNames(env).map((name) => [name, 'unused:unused']))
}

type Environment = Readonly<NodeJS.Dict<string>>

/** A project's configuration, with the names of the missing secrets. */
export interface ReadZones extends Loaded {
  /**
   * Names of secrets that the command does not have. The configuration contains random values for
   * them.
   */
  readonly standIns: ReadonlySet<string>
}

/**
 * Returns a random value for each secret that a zone may need. These values let zones be read
 * without the real secrets.
 */
function unusedSecrets(env: Bindings = {}): Readonly<Record<string, string>> {
  const values = VARIABLES.map(({ name, form }) => {
    const bytes = Buffer.from(crypto.getRandomValues(new Uint8Array(32)))
    // Hexadecimal digits are valid in the secrets of all services.
    const text = form.kind === 'key list' ? `unused:${bytes.toString('base64url')}` : bytes.toString('hex')
    return [name, text]
  })
  return { ...Object.fromEntries(values), ...unusedCredentials(env) }
}

/**
 * Returns the secrets in `.dev.vars` and in the environment. If both have a secret, the local
 * server uses `.dev.vars`, and any other server the environment.
 */
function knownSecrets(
  names: readonly string[],
  { stored, exported, local }: { stored: Environment; exported: Environment; local: boolean },
): Environment {
  const found = Object.fromEntries(names.flatMap((name) => (exported[name] ? [[name, exported[name]]] : [])))
  return local ? { ...found, ...stored } : { ...stored, ...found }
}

/**
 * Reads a project's zones, presets and hosts. Missing secrets get random values, and `SIGNING_KEYS`
 * always gets a random value. If the URL belongs to a local server and `.dev.vars` has secrets, the
 * server has no others, so the rest stays missing.
 * @param url image URL. If the URL belongs to a server that runs for this project, the zone
 *   `/origin/` reads from that server's folder.
 * @param exported environment variables, which can contain secrets
 * @param inCode `true` if the zones may be in the Worker's code (`createSignet`), where no command
 *   can read them
 * @returns `undefined` if there is no configuration file, or if the zones are in code
 * @throws Failure misconfigured
 */
export async function readZones(
  place: ProjectPlace,
  url = '',
  exported: Environment = {},
  inCode = PACKAGE !== undefined,
): Promise<ReadZones | undefined> {
  const project = await readProject(place)
  if (inCode && project?.env['zones'] === undefined) return undefined
  const unused = unusedSecrets(project?.env)
  const stored = project?.secrets ?? {}
  const local = isLocal(url)
  const known = knownSecrets(Object.keys(unused), { stored, exported, local })
  const required = Object.fromEntries(REQUIRED_SECRETS.map((name) => [name, unused[name]]))
  const guessed = local && Object.keys(stored).length > 0 ? {} : unused
  const secrets = { ...guessed, ...known, ...required }
  const standIns = new Set(Object.keys(guessed).filter((name) => known[name] === undefined))
  const origin = (await serverOf(place, url))?.origin
  const folder = origin === undefined ? {} : { DEV_ORIGIN: origin }
  if (!project) return undefined
  return { ...(await loadProject(project, { ...secrets, ...folder, ENVIRONMENT: 'development' })), standIns }
}
