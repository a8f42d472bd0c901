import { describeIntent } from '../../signing/url/intent.ts'
import type { AuthorizeFacts } from '../gates/authorize.ts'
import type { Authorizing } from './facts.ts'

/** Returns the facts about a request that an `Authorize` function receives. */
export function authorizeFacts(
  { url, address, admitted: { key, claims }, zone, path, asked }: Authorizing,
  { method, headers }: Pick<Request, 'method' | 'headers'>,
): AuthorizeFacts {
  return Object.freeze({
    url,
    method,
    headers: Object.freeze(Object.fromEntries(headers)),
    address,
    zone: zone.name,
    path,
    key,
    claims: Object.freeze({ ...claims }),
    options: asked && Object.freeze(Object.fromEntries(describeIntent(asked))),
  })
}
