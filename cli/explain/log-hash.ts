import { openPathHash } from '../../src/edge/log/path-hash.ts'
import { Failure } from '../../src/errors.ts'
import { hmac } from '../../src/signing/auth/hmac.ts'
import { findSecret, type SecretPlace } from '../key-source.ts'
import type { ProjectIo } from '../project-place.ts'
import type { Line } from './plan-lines.ts'

/**
 * Returns a line with the hash that replaces a URL's path in the request log, and with the ids of
 * the keys from which the hash was computed. The hash equals the server's only if all server keys
 * are available. Returns no line if there is no key.
 * @param path URL path as the server receives it
 */
export async function logHashLines(
  path: string,
  place: SecretPlace,
  io: ProjectIo,
): Promise<readonly Line[]> {
  try {
    const text = await findSecret('SIGNING_KEYS', place, { ...io, err: () => undefined })
    const keys = (await hmac.secret.open(() => text, 'key')).hmac
    const ids = keys.map(({ id }) => id).join(', ')
    return [['log hash', `${(await openPathHash(keys))(path)} (key${keys.length > 1 ? 's' : ''} ${ids})`]]
  } catch (error) {
    if (error instanceof Failure) return []
    throw error
  }
}
