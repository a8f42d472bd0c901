import { Failure } from '../src/errors.ts'
import { parseKeys } from '../src/signing/auth/keys.ts'
import { KEY_LISTS } from '../src/signing/auth/secrets.ts'
import { INVOKE } from './invocation.ts'

/**
 * Returns the failure of a malformed secret with the place that the secret came from, and with the
 * command that makes a new key.
 * @param place such as `the command line`, `the environment` or `.dev.vars`
 * @example secretFault(failure, '.dev.vars').message // 'SIGNING_KEYS of .dev.vars: it is …'
 */
export function secretFault({ code, detail, message }: Failure, place: string): Failure {
  const placed = message.replace(/^([A-Z0-9_]+):/, `$1 of ${place}:`)
  const reason = placed.replace(/; make one with .*$/, `. ${INVOKE.run('keygen')} prints a new one`)
  return new Failure(code, detail, reason)
}

/**
 * Checks the key lists in a file of secrets.
 * @param file name for the message, such as `.dev.vars`
 * @throws Failure misconfigured: a key is malformed, short, repetitive or a placeholder
 */
export function assertKeyLists(secrets: Readonly<NodeJS.Dict<string>>, file: string): void {
  try {
    for (const name of KEY_LISTS) if (secrets[name]) parseKeys(secrets[name], name)
  } catch (error) {
    throw error instanceof Failure ? secretFault(error, file) : error
  }
}
