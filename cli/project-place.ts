import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { Failure } from '../src/errors.ts'
import { attempt } from './attempt.ts'
import type { Command, Io } from './command.ts'
import { command, refuse } from './command.ts'
import { type ProjectFlags, typedFlags } from './project-flags.ts'
import { readTables, selectEnvironment } from './raw-configuration.ts'
import type { CommandSpec, FlagTable, Given } from './spec.ts'

/**
 * Names of wrangler's configuration file. wrangler looks for each name in the working directory and
 * in all folders above it before it looks for the next name.
 */
const FILES = ['wrangler.json', 'wrangler.jsonc', 'wrangler.toml'] as const

/** Configuration file that a command reads, and the environment that it selects in the file. */
export interface ProjectPlace {
  /** Folder with the configuration file. Paths in the file are relative to this folder. */
  readonly folder: string
  /** Path to the configuration file. `undefined` if there is none. */
  readonly file: string | undefined
  /** The configuration file's name in messages, such as `../wrangler.jsonc`. */
  readonly shown: string
  /** Environment name. `undefined` selects the file's top level. */
  readonly environment: string | undefined
  /** `true` if the user named the file or the environment. Otherwise a server may replace them. */
  readonly isChosen: boolean
  /** Flags that choose the same file and environment in a line to type. */
  readonly typed?: ProjectFlags
}

/** Flags for every command that reads the configuration. */
export const PROJECT_FLAGS = {
  config: {
    value: 'FILE',
    about: 'configuration file; default: the wrangler.toml or wrangler.jsonc here or above',
  },
  env: { value: 'NAME', about: 'environment of the configuration file, [env.NAME]; default: CLOUDFLARE_ENV' },
} as const

/** Returns the path to a file in a folder or in the nearest folder above that has it. */
function findUp(folder: string, name: string): string | undefined {
  const path = join(folder, name)
  if (existsSync(path)) return path
  const parent = dirname(folder)
  return parent === folder ? undefined : findUp(parent, name)
}

function chosenFile(config: string | undefined, cwd: string): string | undefined {
  if (config === undefined)
    return FILES.reduce<string | undefined>((found, name) => found ?? findUp(cwd, name), undefined)
  const file = resolve(cwd, config)
  if (!/\.(?:toml|jsonc?)$/.test(file))
    refuse(`--config must be a .toml, .json or .jsonc file, got ${config}`)
  return existsSync(file) ? file : refuse(`--config: there is no file ${config}`)
}

/**
 * Finds the configuration file as wrangler does: the `--config` file, or else a file in the working
 * directory or above it. The environment comes from `--env`, or else from the variable
 * `CLOUDFLARE_ENV`. An empty name selects the file's top level.
 * @throws Failure bad-parameter: `--config` names no such file
 */
export function locateProject(
  { config, env }: ProjectFlags,
  { cwd, env: variables }: Pick<Io, 'cwd' | 'env'>,
): ProjectPlace {
  const environment = env ?? variables['CLOUDFLARE_ENV']
  return {
    ...placeOf(chosenFile(config, cwd), cwd),
    environment: environment || undefined,
    isChosen: config !== undefined || environment !== undefined,
    typed: typedFlags({ config, env }, variables),
  }
}

/**
 * Names the configuration file and its environment in messages.
 * @example nameOf(place) // 'wrangler.jsonc, environment staging'
 */
export function nameOf({ shown, environment }: Pick<ProjectPlace, 'shown' | 'environment'>): string {
  return environment === undefined ? shown : `${shown}, environment ${environment}`
}

/**
 * Returns the other configuration files in the folder, which wrangler ignores. Returns none if the
 * user chose the file.
 */
export function ignoredFiles({ folder, file, typed }: ProjectPlace): readonly string[] {
  if (file === undefined || typed?.config !== undefined) return []
  return FILES.filter((name) => join(folder, name) !== file && existsSync(join(folder, name)))
}

/**
 * Checks that the configuration file has the environment that the user chose. A file that cannot be
 * read is left to the command, which may do without it.
 * @throws Failure misconfigured: the file has no such environment
 */
async function assertEnvironment(place: ProjectPlace): Promise<void> {
  if (place.environment === undefined) return
  const tables = await attempt(() => readTables(place))
  if (tables === undefined || tables instanceof Failure) return
  selectEnvironment(tables, place)
}

/** Returns a configuration file's folder and name. */
export function placeOf(
  file: string | undefined,
  cwd: string,
): Pick<ProjectPlace, 'folder' | 'file' | 'shown'> {
  return file === undefined
    ? { folder: cwd, file, shown: 'wrangler.toml' }
    : { folder: dirname(file), file, shown: relative(cwd, file) }
}

/** Returns the sentence for a project without a configuration file. */
export const missingFile = ({ folder }: ProjectPlace): string =>
  `there is no wrangler.toml, wrangler.jsonc or wrangler.json in ${folder} or above it`

/** Arguments with which wrangler reads the same file and environment as a command. */
export function wranglerFlags({ file, environment }: ProjectPlace): readonly string[] {
  return [
    ...(file === undefined ? [] : ['--config', file]),
    ...(environment === undefined ? [] : ['--env', environment]),
  ]
}

/** Input and output for a command that reads the configuration. */
export interface ProjectIo extends Io {
  readonly project: ProjectPlace
}

/**
 * Creates a command that reads the configuration. It has the flags of `specification` and
 * `PROJECT_FLAGS`.
 */
export function projectCommand<const Table extends FlagTable>(
  specification: CommandSpec<Table>,
  run: (given: Given<Table & typeof PROJECT_FLAGS>, io: ProjectIo) => Promise<number>,
): Command {
  const spec = { ...specification, flags: { ...specification.flags, ...PROJECT_FLAGS } }
  return command<Table & typeof PROJECT_FLAGS>(spec, async (given, io) => {
    const { config, env }: ProjectFlags = given.flags
    const project = locateProject({ config, env }, io)
    await assertEnvironment(project)
    return run(given, { ...io, project })
  })
}
