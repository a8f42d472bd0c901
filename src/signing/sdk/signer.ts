import type { HmacKey } from '../auth/hmac-token.ts'
import { importKey, signHmac } from '../auth/hmac-token.ts'
import { parseKeys } from '../auth/keys.ts'
import { parseBaseUrl } from './base-url.ts'
import { type Draft, drafts, type Unsigned } from './drafts.ts'
import type { Signer, SignerSettings } from './methods.ts'
import { assertNoBrowser } from './server-only.ts'

/**
 * Creates a signer of URLs. It has no dependencies and runs on every server with WebCrypto: Node 20
 * or newer, Workers, Deno, Bun. Anyone with the key can sign anything, so keep it on the server.
 *
 * @throws Failure misconfigured: a key that the server would refuse, a malformed base URL, or a
 *   browser
 * @example
 * const signer = createSigner({ key: process.env.SIGNING_KEYS, baseUrl: 'https://img.example.com' })
 * const url = await signer.sign('/cats/tom.jpg', { width: 400 })
 */
export function createSigner({ key, baseUrl }: SignerSettings): Signer {
  assertNoBrowser()
  const [{ id, bytes }] = parseKeys(key)
  const draft = drafts(parseBaseUrl(baseUrl), id)
  let imported: Promise<HmacKey> | undefined

  async function token({ path, query }: Unsigned): Promise<string> {
    imported ??= importKey(id, bytes)
    return signHmac(await imported, path, query)
  }

  function signed<Args extends unknown[], Result>(method: (...args: Args) => Draft<Result>) {
    return async (...args: Args): Promise<Result> => {
      const { unsigned, finish } = method(...args)
      return finish(await Promise.all(unsigned.map(token)))
    }
  }

  return {
    sign: signed(draft.sign),
    srcset: signed(draft.srcset),
    grant: signed(draft.grant),
    imgAttrs: signed(draft.imgAttrs),
    picture: signed(draft.picture),
  }
}
