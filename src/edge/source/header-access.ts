import { misconfigured } from '../../errors.ts'
import { type Access, ANONYMOUS } from './access.ts'
import { type Credentials, DEFAULT_HEADER } from './credentials.ts'
import type { Bindings } from './kind.ts'
import { secretOf } from './secret.ts'

/**
 * Returns the request header that carries a secret.
 * @throws Failure misconfigured: the secret is not set, or its value cannot be sent in a header
 * @example
 * credentialHeaders({ secret: 'SHOP_ORIGIN', scheme: 'bearer' }, env)
 * // { authorization: 'Bearer …' }
 */
export function credentialHeaders(credentials: Credentials, env: Bindings): Readonly<Record<string, string>> {
  const { header = DEFAULT_HEADER, scheme, region, secret: name } = credentials
  if (region !== undefined) misconfigured('region is for sources of the form s3:https://host/bucket/')
  const secret = secretOf(credentials, env)
  if (scheme === 'basic' && !secret.includes(':')) misconfigured(`${name} must have the form user:password`)
  return { [header]: headerValue(secret, scheme) }
}

function headerValue(secret: string, scheme: Credentials['scheme']): string {
  if (scheme === 'basic') return `Basic ${btoa(secret)}`
  return scheme === 'bearer' ? `Bearer ${secret}` : secret
}

/**
 * Returns the access that sends a secret with requests to the origin of `base`. Requests to other
 * origins do not get the secret.
 * @throws Failure misconfigured, like `credentialHeaders`
 */
export function headerAccess(credentials: Credentials, env: Bindings, base: URL): Access {
  const headers = credentialHeaders(credentials, env)
  return { ...ANONYMOUS, headersFor: async (url) => (url.origin === base.origin ? headers : {}) }
}
