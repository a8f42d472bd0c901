import { Failure } from '../../errors.ts'
import type { Credentials } from './credentials.ts'
import type { Bindings } from './kind.ts'

/** One line of printable ASCII: anything else cannot be sent, and runtimes would show it in their errors. */
const PLAIN = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/

/**
 * The value of the secret that credentials name.
 * @throws Failure misconfigured, which never has the value
 */
export function secretOf({ secret: name }: Credentials, env: Bindings): string {
  const value = Object.hasOwn(env, name) ? env[name] : undefined
  if (typeof value !== 'string' || value === '') refuse(`${name} is not set: npx wrangler secret put ${name}`)
  if (!PLAIN.test(value)) refuse(`${name} must be one line of ASCII, without blanks around it`)
  return value
}

/** Refuses credentials; the reason follows the name of the field. */
export function refuse(reason: string): never {
  throw new Failure('misconfigured', undefined, reason)
}
