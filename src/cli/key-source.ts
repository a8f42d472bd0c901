import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import type { Keyring } from '../auth/keyring.ts'
import type { Scheme, Secret } from '../auth/scheme.ts'
import { Failure } from '../errors.ts'
import type { Io } from './command.ts'

type Environment = Pick<Io, 'env' | 'cwd'>

async function readDevVars(cwd: string): Promise<NodeJS.Dict<string>> {
  try {
    return parseEnv(await readFile(join(cwd, '.dev.vars'), 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
}

/**
 * Finds a secret in `--key`, else in the environment, else in `.dev.vars`.
 * @throws Failure misconfigured: in none of them
 */
export async function findSecret(
  name: Secret['name'],
  flag: string | undefined,
  { env, cwd }: Environment,
): Promise<string> {
  const secret = flag || env[name] || (await readDevVars(cwd))[name]
  if (secret) return secret
  const places = `pass --key, or set ${name} in the environment or in .dev.vars`
  throw new Failure('misconfigured', undefined, `no key found: ${places}`)
}

/**
 * Opens the secret of a scheme.
 * @param id of a key that is given without one
 * @throws Failure misconfigured: no secret, or a malformed one
 */
export async function findKeyring(
  { secret }: Scheme,
  flag: string | undefined,
  environment: Environment,
  id = 'key',
): Promise<Keyring> {
  return secret.open(await findSecret(secret.name, flag, environment), id)
}
