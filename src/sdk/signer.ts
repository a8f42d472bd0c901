import { importKey, signHmac } from '../auth/hmac.ts'
import type { HmacKey } from '../auth/keyring.ts'
import { parseKeys } from '../auth/keys.ts'
import { encodePath, formatQuery, refuse } from '../url/canonical.ts'
import { parseIntent } from '../url/intent.ts'
import type { Options } from '../url/options.ts'
import { formatOptions } from '../url/parameters.ts'
import { formatWire, parseWire } from '../url/wire.ts'
import { type Access, claimsOf } from './access.ts'
import { parseBaseUrl } from './base-url.ts'
import { type ImageOptions, readImageOptions } from './image-options.ts'
import { type Candidates, grant } from './srcset.ts'

export interface SignerSettings {
  /** The server's `SIGNING_KEYS`: `id:base64url`, or the whole list, of which the first signs. `undefined` is refused. */
  readonly key: string | undefined
  /** Origin of the server: `https://img.example.com`, without a path. `http` for localhost only. */
  readonly baseUrl: string
}

export interface Signer {
  /**
   * Signs the URL of one image.
   *
   * @param path decoded, from the root: `/samples/été photo.jpg`
   * @param options without any, the URL serves the original, byte for byte
   * @returns a URL that the server never answers with 400 or 414
   * @throws Failure bad-url (the path), bad-parameter (names the option), url-too-long
   * @example await signer.sign('/cats/tom.jpg', { width: 400, format: 'webp' }, { expire: '24h' })
   */
  sign(path: string, options?: ImageOptions, access?: Access): Promise<string>

  /**
   * Signs once for all candidates of a `srcset` attribute. In HTML its `&` must be escaped.
   *
   * With `widths`, `width` defaults to the largest of them, so that the URL stays bounded without its `w`; a `height`
   * needs a `width` and is scaled with `w`. With `dprs` the size is that at ratio 1.
   *
   * @returns `URL 320w, URL 640w` or `URL 1x, URL 2x`
   * @throws Failure as `sign`
   * @example await signer.srcset('/cats/tom.jpg', { format: 'auto' }, { widths: [320, 640, 1280] })
   * @example await signer.srcset('/logo.png', { width: 120 }, { dprs: [1, 2, 3] })
   */
  srcset(path: string, options: Omit<ImageOptions, 'dpr'>, candidates: Candidates): Promise<string>
}

function encode(path: string): string {
  if (!path.startsWith('/')) refuse(`the path must start with /, got ${path || 'an empty path'}`)
  try {
    return encodePath(path)
  } catch {
    return refuse('the path must be well-formed Unicode')
  }
}

/** Parses as the server does, so that both agree on what is valid. */
function checked(url: string): string {
  parseIntent(parseWire(url))
  return url
}

/**
 * Makes signed URLs. Has no dependencies and runs wherever WebCrypto does: Node from 20, Workers, Deno, Bun,
 * browsers. Anyone with the key can sign anything: keep it on the server.
 *
 * @throws Failure misconfigured: a key that the server would refuse, a malformed base URL
 * @example
 * const signer = createSigner({ key: process.env.SIGNING_KEYS, baseUrl: 'https://img.example.com' })
 * const url = await signer.sign('/cats/tom.jpg', { width: 400 })
 */
export function createSigner({ key, baseUrl }: SignerSettings): Signer {
  const origin = parseBaseUrl(baseUrl)
  const [{ id, bytes }] = parseKeys(key)
  let imported: Promise<HmacKey> | undefined

  async function seal(path: string, options: Options): Promise<string> {
    const encoded = encode(path)
    const query = formatQuery(formatOptions(options))
    imported ??= importKey(id, bytes)
    const token = await signHmac(await imported, encoded, query)
    return checked(formatWire({ origin, path: encoded, query, token }))
  }

  return {
    async sign(path, options = {}, access = {}) {
      return seal(path, { ...readImageOptions(options), ...claimsOf(access, id) })
    },

    async srcset(path, options, candidates) {
      const { signed, name, values, unit } = grant(readImageOptions(options), candidates)
      const url = await seal(path, { ...signed, ...claimsOf(candidates, id, ['widths', 'dprs']) })
      return values.map((value) => `${checked(`${url}&${name}=${value}`)} ${value}${unit}`).join(', ')
    },
  }
}
