import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import type { Scheme } from '../auth/authenticate.ts'
import { parseKeys, type SigningKey } from '../auth/keys.ts'
import { Failure } from '../errors.ts'
import type { Io } from './command.ts'

async function readDevVars(cwd: string): Promise<NodeJS.Dict<string>> {
  try {
    return parseEnv(await readFile(join(cwd, '.dev.vars'), 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
}

/**
 * The secret of a scheme: from `--key`, else from the environment, else from `.dev.vars`.
 * @throws Failure misconfigured: nowhere
 */
export async function findSecret(
  scheme: Scheme,
  flag: string | undefined,
  { env, cwd }: Pick<Io, 'env' | 'cwd'>,
): Promise<string> {
  const name = scheme === 'hmac' ? 'SIGNING_KEYS' : 'KEYCDN_SECRET'
  const secret = flag || env[name] || (await readDevVars(cwd))[name]
  if (secret) return secret
  const places = `give --key, or set ${name} in the environment or in .dev.vars`
  throw new Failure('misconfigured', undefined, `there is no key: ${places}`)
}

/**
 * Reads hmac keys from `id:base64url[,id:base64url…]`, or from one bare base64url.
 * @param id what a bare key is called
 * @throws Failure misconfigured, as `parseKeys`
 */
export function parseHmacKeys(secret: string, id = 'key'): readonly [SigningKey, ...SigningKey[]] {
  return parseKeys(secret.includes(':') ? secret : `${id}:${secret}`)
}
