import { hmac } from '../../src/auth/hmac.ts'
import type { Io } from '../../src/cli/command.ts'
import { findSecret, type SecretPlace } from '../../src/cli/key-source.ts'
import { Failure } from '../../src/errors.ts'
import { openPathHash } from '../../src/log/path-hash.ts'
import type { Line } from './plan-lines.ts'

/**
 * What the log has in the place of a path, by the newest signing key; nothing where there is no key.
 * @param path of the URL as the server receives it
 */
export async function logHashLines(path: string, place: SecretPlace, io: Io): Promise<readonly Line[]> {
  try {
    const text = await findSecret('SIGNING_KEYS', place, { ...io, err: () => undefined })
    const [newest] = (await hmac.secret.open(text, 'key')).hmac
    return newest ? [['log hash', `${(await openPathHash(newest))(path)} (key ${newest.id})`]] : []
  } catch (error) {
    if (error instanceof Failure) return []
    throw error
  }
}
