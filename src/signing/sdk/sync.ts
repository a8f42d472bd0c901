import { Failure } from '../../errors.ts'
import { encodeBase64url } from '../auth/base64url.ts'
import { hmacMessage } from '../auth/hmac-token.ts'
import { parseKeys } from '../auth/keys.ts'
import { parseBaseUrl } from './base-url.ts'
import { type Draft, drafts } from './drafts.ts'
import type { SignerSettings, SyncSigner } from './methods.ts'
import { assertNoBrowser } from './server-only.ts'

export type { SyncSigner } from './methods.ts'

/** Function that computes HMAC-SHA256 (RFC 2104), 32 bytes. */
export type Hmac = (key: Uint8Array, message: Uint8Array) => Uint8Array

export interface SyncSignerSettings extends SignerSettings {
  /**
   * Function that computes HMAC-SHA256. Default: `node:crypto`. On platforms without it, pass
   * `hmac` from the subpath `noble`.
   */
  readonly hmac?: Hmac | undefined
}

interface NodeCrypto {
  createHmac(
    hash: string,
    key: Uint8Array,
  ): { update(message: Uint8Array): { digest(): Uint8Array<ArrayBuffer> } }
}

interface Platform {
  readonly process?: { readonly getBuiltinModule?: (name: string) => NodeCrypto | undefined }
}

/**
 * Returns the HMAC of `node:crypto`. The module is not imported, because an `import` would make
 * bundlers for other platforms fail.
 * @throws Failure misconfigured: the platform has no `node:crypto`
 */
function nodeHmac(): Hmac {
  const { process }: Platform = globalThis as Platform
  const crypto = process?.getBuiltinModule?.('node:crypto')
  if (!crypto)
    throw new Failure(
      'misconfigured',
      undefined,
      'there is no node:crypto here; pass hmac of the subpath noble',
    )
  return (key, message) => crypto.createHmac('sha256', key).update(message).digest()
}

/**
 * Creates a synchronous signer, for frameworks whose image functions cannot be async. Its URLs are
 * the same as those of `createSigner`.
 *
 * @throws Failure misconfigured, like `createSigner`; also if neither `hmac` nor `node:crypto` is
 *   available (Node 20.16 or newer, Deno, Bun, and Workers with `nodejs_compat` have `node:crypto`)
 * @example
 * const signer = createSyncSigner({ key: process.env.SIGNING_KEYS, baseUrl: 'https://img.example.com' })
 * const url = signer.sign('/cats/tom.jpg', { width: 400 })
 */
export function createSyncSigner({ key, baseUrl, hmac = nodeHmac() }: SyncSignerSettings): SyncSigner {
  assertNoBrowser()
  const [{ id, bytes }] = parseKeys(key)
  const draft = drafts(parseBaseUrl(baseUrl), id)

  function signed<Args extends unknown[], Result>(method: (...args: Args) => Draft<Result>) {
    return (...args: Args): Result => {
      const { unsigned, finish } = method(...args)
      return finish(unsigned.map(({ path, query }) => encodeBase64url(hmac(bytes, hmacMessage(path, query)))))
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
