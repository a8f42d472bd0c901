import { access, constants } from 'node:fs/promises'
import { createServer } from 'node:net'
import { basename } from 'node:path'
import type { Config } from '../../src/edge/config.ts'
import { refuse } from '../command.ts'
import { INVOKE } from '../invocation.ts'
import { devVarsFile } from '../key-source.ts'
import { loadProject, readProject } from '../project.ts'
import { missingFile, type ProjectPlace } from '../project-place.ts'
import { assertKeyLists } from '../secret-fault.ts'
import { ensureDevVars } from './dev-vars.ts'

/**
 * Parses `--port`.
 * @throws Failure bad-parameter: the text is not a port from 1 to 65535
 */
export function parsePort(text: string): number {
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : 0
  return port >= 1 && port <= 65_535 ? port : refuse(`--port must be a number from 1 to 65535, got ${text}`)
}

/**
 * Checks that the server can listen on a port.
 * @throws Failure bad-parameter: another program listens on the port, or the user has no permission
 * to use the port
 */
export async function assertFree(port: number): Promise<void> {
  const server = createServer()
  const code = await new Promise<string | undefined>((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)))
  })
  if (code === 'EADDRINUSE')
    refuse(`port ${port} is in use: end the program that listens on it, or choose another with --port`)
  if (code !== undefined) refuse(`port ${port} cannot be used (${code}): choose another with --port`)
}

/**
 * Parses `--var` flags.
 * @throws Failure bad-parameter: a value has no colon, or no name before it
 */
export function parseVariables(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf(':')
      return at > 0
        ? [text.slice(0, at), text.slice(at + 1)]
        : refuse(`--var must be NAME:VALUE, got ${text}`)
    }),
  )
}

/**
 * Checks that a folder can be written, before a part of the server fails with a stack trace.
 * @param test calls `access` of the file system. Tests replace it.
 * @throws Failure bad-parameter: the folder is read-only
 */
export async function assertWritable(folder: string, test: typeof access = access): Promise<void> {
  await test(folder, constants.W_OK).catch(({ code }: NodeJS.ErrnoException) => {
    if (code === 'ENOENT') return
    refuse(
      `${folder} cannot be written (${code}): the local server keeps its key, its bucket and generated files there; start it in a copy of the folder`,
    )
  })
}

/** A project that the local server can serve. */
export interface Ready {
  /**
   * Validated configuration. `undefined` if the file has no zones, because the Worker is
   * configured in code.
   */
  readonly config: Config | undefined
  /** `true` if `.dev.vars` was created. */
  readonly created: boolean
}

/**
 * Validates everything that the local server will read: the configuration, `.dev.vars` (which is
 * created if it does not exist) and the variables of the command line.
 * @throws Failure misconfigured: the message names the field; bad-parameter: there is no
 * configuration file
 *
 * @param inCode `true` if the zones may be missing in the configuration
 */
export async function assertConfigured(
  place: ProjectPlace,
  variables: Readonly<Record<string, string>>,
  inCode = false,
): Promise<Ready> {
  if (!(await readProject(place))) refuse(missingFile(place))
  await assertWritable(place.folder)
  const created = await ensureDevVars(place)
  const project = await readProject(place)
  if (!project?.secrets['SIGNING_KEYS'])
    return refuse(
      `${basename(devVarsFile(place))} has no SIGNING_KEYS: add what ${INVOKE.run('keygen')} prints, or delete it to get a random key`,
    )
  assertKeyLists(project.secrets, basename(devVarsFile(place)))
  if (inCode && project.env['zones'] === undefined) return { config: undefined, created }
  const { config } = await loadProject(project, { ...project.secrets, ...variables })
  return { config, created }
}
