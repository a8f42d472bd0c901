import type { HmacKey } from '../auth/hmac-token.ts'
import { importKey, signHmac } from '../auth/hmac-token.ts'
import { parseKeys } from '../auth/keys.ts'
import { refuse } from '../url/canonical.ts'
import { parseBaseUrl } from './base-url.ts'
import type { SignerSettings } from './methods.ts'
import { encodeRooted } from './rooted.ts'
import { assertNoBrowser } from './server-only.ts'

/** Signer of queries that the caller has encoded itself. */
export interface QuerySigner {
  /**
   * Signs a path and a query unchanged. Names and values are not checked, so the server may answer
   * the URL with 400.
   *
   * @param path decoded path that starts with a slash
   * @param query without `?`, percent-encoded as in a URL; `original=1` delivers the original
   * @throws Failure bad-url: the path does not start with a slash or is not well-formed Unicode, or
   *   the query is empty
   * @example await signer.sign('/cats/tom.jpg', 'width=400&format=auto')
   */
  sign(path: string, query: string): Promise<string>
}

/**
 * Creates a signer for queries that the caller has encoded itself. Its code is a quarter as large
 * as `createSigner`, and it checks no parameters.
 *
 * @throws Failure misconfigured, like `createSigner`
 * @example
 * const baseUrl = 'https://img.example.com'
 * const signer = createQuerySigner({ key: process.env.SIGNING_KEYS, baseUrl })
 */
export function createQuerySigner({ key, baseUrl }: SignerSettings): QuerySigner {
  assertNoBrowser()
  const origin = parseBaseUrl(baseUrl)
  const [{ id, bytes }] = parseKeys(key)
  let imported: Promise<HmacKey> | undefined
  return {
    async sign(path, query) {
      const encoded = encodeRooted(path)
      if (query === '') refuse('the query is empty; original=1 hands out the original')
      imported ??= importKey(id, bytes)
      const token = await signHmac(await imported, encoded, query)
      return `${origin}${encoded}?${query}&token=${token}`
    },
  }
}
