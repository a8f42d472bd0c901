import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse, TomlError } from 'smol-toml'
import { type Config, configure } from '../src/edge/config.ts'
import type { Bindings } from '../src/edge/source/kind.ts'
import { Failure, misconfigured } from '../src/errors.ts'
import { REQUIRED_SECRETS, VARIABLES } from '../src/signing/auth/secrets.ts'
import { PACKAGE } from './invocation.ts'
import { readDevVars } from './key-source.ts'
import { runningServer } from './running-server.ts'
import { isLocal } from './target.ts'

/** Configuration of a project directory as the Worker sees it, before secrets are added. */
export interface Project {
  /** All tables of `wrangler.toml`. */
  readonly tables: Readonly<Record<string, unknown>>
  /** `[vars]`, and a stub for each R2 bucket binding. */
  readonly env: Bindings
  /**
   * Variables of `.dev.vars` that the local server reads. If `required` of `[secrets]` is a list,
   * only variables on this list are read.
   */
  readonly secrets: Readonly<Record<string, string>>
}

/** A project with a validated configuration. */
export interface Loaded {
  readonly config: Config
  readonly env: Bindings
}

function parseToml(text: string): Readonly<Record<string, unknown>> {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const [sentence = ''] = error.message.split('\n')
    misconfigured(`wrangler.toml: line ${error.line}: ${sentence}\n\n${error.codeblock.trimEnd()}`)
  }
}

/**
 * Returns the names of the bindings in a list of `wrangler.toml`.
 * @param field field of each binding that contains its name
 * @example boundNames(tables, 'r2_buckets') // ['IMAGES', 'DERIVATIVES']
 */
export function boundNames(tables: Project['tables'], list: string, field = 'binding'): readonly string[] {
  const rows: unknown = tables[list]
  const names: readonly unknown[] = Array.isArray(rows) ? rows.map((row) => Object(row)[field]) : []
  return names.filter((name) => typeof name === 'string')
}

/** Stub of a bucket. The validation only checks that the methods exist. */
const BUCKET = { get() {}, head() {} }

/**
 * Reads `wrangler.toml`. Returns `undefined` if the file does not exist.
 * @throws Failure misconfigured: the file is not valid TOML; the message names the line
 */
export async function readProject(cwd: string): Promise<Project | undefined> {
  const text = await readFile(join(cwd, 'wrangler.toml'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const tables = parseToml(text)
  const { vars, secrets } = tables
  const names = boundNames(tables, 'r2_buckets')
  const listed: unknown = Object(secrets).required
  const stored = Object.entries(await readDevVars(cwd)).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (!Array.isArray(listed) || listed.includes(entry[0])),
  )
  return {
    tables,
    env: { ...Object(vars), ...Object.fromEntries(names.map((name) => [name, BUCKET])) },
    secrets: Object.fromEntries(stored),
  }
}

/**
 * Validates the configuration as the Worker does when it starts.
 * @param variables secrets and variables in addition to those of the file
 * @throws Failure misconfigured: the message names the field
 */
export async function loadProject({ env }: Project, variables: Bindings): Promise<Loaded> {
  try {
    const all = { ...env, ...variables }
    return { config: await configure(all), env: all }
  } catch (error) {
    if (error instanceof Failure) misconfigured(`wrangler.toml: ${error.message}`)
    throw error
  }
}

/** Returns the names of the secrets that zones name in their `credentials`. */
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

/** Configuration of a project, with the names of the secrets that are not available. */
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
 * Reads the zones, presets and hosts of a project. Missing secrets get random values, and
 * `SIGNING_KEYS` always gets a random value.
 * @param url URL of an image. If the URL belongs to the server that runs in this directory, the
 * zone `/origin/` reads from the folder of that server.
 * @param exported variables of the environment, which can contain secrets
 * @param inCode `true` if the zones may be in the code of the Worker (`createSignet`), where no
 * command can read them
 * @returns `undefined` if there is no `wrangler.toml`, or if the zones are in code
 * @throws Failure misconfigured
 */
export async function readZones(
  cwd: string,
  url = '',
  exported: Environment = {},
  inCode = PACKAGE !== undefined,
): Promise<ReadZones | undefined> {
  const project = await readProject(cwd)
  if (inCode && project?.env['zones'] === undefined) return undefined
  const unused = unusedSecrets(project?.env)
  const sources = { stored: project?.secrets ?? {}, exported, local: isLocal(url) }
  const known = knownSecrets(Object.keys(unused), sources)
  const required = Object.fromEntries(REQUIRED_SECRETS.map((name) => [name, unused[name]]))
  const secrets = { ...unused, ...known, ...required }
  const standIns = new Set(Object.keys(unused).filter((name) => known[name] === undefined))
  const { port, origin } = await runningServer(cwd)
  const isItsOwn = isLocal(url) && URL.parse(url)?.port === String(port)
  const local = isItsOwn && origin !== undefined ? { DEV_ORIGIN: origin } : {}
  if (!project) return undefined
  return { ...(await loadProject(project, { ...secrets, ...local, ENVIRONMENT: 'development' })), standIns }
}
