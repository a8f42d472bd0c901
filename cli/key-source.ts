import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { Failure } from '../src/errors.ts'
import type { Keyring } from '../src/signing/auth/keyring.ts'
import type { Scheme, Secret } from '../src/signing/auth/scheme.ts'
import type { Io } from './command.ts'

type Environment = Pick<Io, 'env' | 'cwd' | 'err'>

/** Where a secret is looked for. */
export interface SecretPlace {
  /** Value of `--key`; left out where the command has none for this secret. */
  readonly flag?: string | undefined
  /** Whether the URLs are those of the local server, which reads `.dev.vars` and no environment. */
  readonly local: boolean
}

/** The variables of `.dev.vars`, which the local server reads; none where there is no such file. */
export async function readDevVars(cwd: string): Promise<NodeJS.Dict<string>> {
  try {
    return parseEnv(await readFile(join(cwd, '.dev.vars'), 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
}

/**
 * Finds a secret in `--key`, else in the environment or `.dev.vars`. Where these two differ, `.dev.vars` holds for the local
 * server and the environment for any other, and a note tells which was taken.
 * @throws Failure misconfigured: in none of them
 */
export async function findSecret(
  name: Secret['name'] | 'PATH_KEYS' | 'MARK_KEYS',
  place: SecretPlace,
  { env, cwd, err }: Environment,
): Promise<string> {
  const { flag, local } = place
  if (flag) return flag
  const [exported, stored] = [env[name], (await readDevVars(cwd))[name]]
  if (exported && stored && exported !== stored) {
    err(
      local
        ? `note: ${name} of the environment is not that of .dev.vars; used .dev.vars, as the local server does`
        : `note: ${name} of the environment is not that of .dev.vars; used the environment`,
    )
    return local ? stored : exported
  }
  const secret = exported || stored
  if (secret) return secret
  const places = `${'flag' in place ? 'pass --key, or ' : ''}set ${name} in the environment or in .dev.vars`
  throw new Failure('misconfigured', undefined, `no key found: ${places}`)
}

/**
 * Opens the secret of a scheme.
 * @param id of a key that is given without one
 * @throws Failure misconfigured: no secret, or a malformed one
 */
export async function findKeyring(
  { secret }: Scheme,
  place: SecretPlace,
  environment: Environment,
  id = 'key',
): Promise<Keyring> {
  return secret.open(await findSecret(secret.name, place, environment), id)
}
