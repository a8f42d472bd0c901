import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse, TomlError } from 'smol-toml'
import { type Config, configure } from '../src/edge/config.ts'
import type { Bindings } from '../src/edge/source/kind.ts'
import { Failure } from '../src/errors.ts'
import { secretsOf, ZONE_SCHEMES } from '../src/signing/auth/schemes.ts'
import { readDevVars } from './key-source.ts'
import { runningServer } from './running-server.ts'
import { isLocal } from './target.ts'

/** The Worker's configuration as its server sees it, without secrets. */
export interface Project {
  /** All of `wrangler.toml`. */
  readonly tables: Readonly<Record<string, unknown>>
  /** `vars`, and a stand-in for each bucket. */
  readonly env: Bindings
  /** The variables of `.dev.vars` that the local server reads: those that `[secrets]` lists, where it does. */
  readonly secrets: Readonly<Record<string, string>>
}

/** A project whose configuration was validated. */
export interface Loaded {
  readonly config: Config
  readonly env: Bindings
}

function misconfigured(reason: string): Failure {
  return new Failure('misconfigured', undefined, `wrangler.toml: ${reason}`)
}

function parseToml(text: string): Readonly<Record<string, unknown>> {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const [sentence = ''] = error.message.split('\n')
    throw misconfigured(`line ${error.line}: ${sentence}\n\n${error.codeblock.trimEnd()}`)
  }
}

/**
 * The names of a list of bindings in `wrangler.toml`.
 * @param field of each binding that has its name
 * @example boundNames(tables, 'r2_buckets') // ['IMAGES', 'DERIVATIVES']
 */
export function boundNames(tables: Project['tables'], list: string, field = 'binding'): readonly string[] {
  const rows: unknown = tables[list]
  const names: readonly unknown[] = Array.isArray(rows) ? rows.map((row) => Object(row)[field]) : []
  return names.filter((name) => typeof name === 'string')
}

/** Names no object: it only lets the configuration be checked. */
const BUCKET = { get() {}, head() {} }

/**
 * Reads `wrangler.toml`; `undefined` where there is none.
 * @throws Failure misconfigured: it is no TOML; names the line
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
 * Validates a project as the server does at its start.
 * @param variables secrets and variables besides those of the file
 * @throws Failure misconfigured: names the field
 */
export async function loadProject({ env }: Project, variables: Bindings): Promise<Loaded> {
  try {
    const all = { ...env, ...variables }
    return { config: await configure(all), env: all }
  } catch (error) {
    if (error instanceof Failure) throw misconfigured(error.message)
    throw error
  }
}

/** The secrets that zones name in their `credentials`. */
export function credentialNames(env: Bindings = {}): readonly string[] {
  const zones: object[] = Object.values(Object(env['zones']))
  return zones.flatMap((zone) => {
    const { secret } = Object('credentials' in zone ? zone.credentials : undefined)
    return typeof secret === 'string' ? [secret] : []
  })
}

/** A value for each of them, with which zones can be read where secrets do not matter. */
export function unusedCredentials(env?: Bindings): Readonly<Record<string, string>> {
  return Object.fromEntries(credentialNames(env).map((name) => [name, 'unused:unused']))
}

/** A random value for each secret that a zone may need, with which zones can be read where secrets do not matter. */
function unusedSecrets(env: Bindings = {}): {
  readonly [name: string]: string
  readonly SIGNING_KEYS: string
} {
  const bytes = Buffer.from(crypto.getRandomValues(new Uint8Array(32)))
  // In hex, which every service's secret may have.
  const unused = {
    ...Object.fromEntries(ZONE_SCHEMES.flatMap(secretsOf).map((name) => [name, bytes.toString('hex')])),
    ...unusedCredentials(env),
  }
  const PATH_KEYS = `unused:${Buffer.from(bytes).reverse().toString('base64url')}`
  const mark = Buffer.from(crypto.getRandomValues(new Uint8Array(32)))
  const MARK_KEYS = `unused:${mark.toString('base64url')}`
  return { ...unused, PATH_KEYS, MARK_KEYS, SIGNING_KEYS: `unused:${bytes.toString('base64url')}` }
}

/**
 * Reads zones, presets and hosts where the secrets do not matter; `undefined` where there is no `wrangler.toml`.
 * @param url of an image, which may be one of the server that runs there
 * @throws Failure misconfigured
 */
export async function readZones(cwd: string, url = ''): Promise<Loaded | undefined> {
  const project = await readProject(cwd)
  const unused = unusedSecrets(project?.env)
  const secrets = { ...unused, ...project?.secrets, SIGNING_KEYS: unused.SIGNING_KEYS }
  const { port, origin } = await runningServer(cwd)
  const isItsOwn = isLocal(url) && URL.parse(url)?.port === String(port)
  const local = isItsOwn && origin !== undefined ? { DEV_ORIGIN: origin } : {}
  return project && loadProject(project, { ...secrets, ...local, ENVIRONMENT: 'development' })
}
