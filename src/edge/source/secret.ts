import { misconfigured } from '../../errors.ts'
import type { Credentials } from './credentials.ts'
import type { Bindings } from './kind.ts'

/**
 * Secret that can be sent in a header: one line of printable ASCII. Any other value is refused
 * early, because runtimes would quote it in their errors.
 */
const PLAIN = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/

/**
 * Returns the secret that credentials name.
 * @throws Failure misconfigured; it never contains the value
 */
export function secretOf({ secret: name }: Credentials, env: Bindings): string {
  const value = Object.hasOwn(env, name) ? env[name] : undefined
  if (typeof value !== 'string' || value === '')
    misconfigured(`${name} is not set: npx wrangler secret put ${name}`)
  if (!PLAIN.test(value)) misconfigured(`${name} must be one line of ASCII, without blanks around it`)
  return value
}
