import { translateImgproxy } from '../migrate/imgproxy.ts'
import { decodeBase64url } from './base64url.ts'
import type { ForeignRequest, ForeignScheme } from './foreign.ts'
import type { Secret } from './secret.ts'
import { HEX, HEX_SALT } from './secret-forms.ts'

const SIGNED_PATH = /^([A-Za-z0-9_-]{43})(\/.+)$/s
const encoder = new TextEncoder()

/** Imported key and salt of imgproxy. */
export interface ImgproxyKey {
  readonly key: CryptoKey
  readonly salt: Uint8Array
}

/**
 * Decodes hex.
 * @param text an even number of hex digits
 */
function decodeHex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

/** Imports imgproxy's key and salt from their hex notation. */
export function openImgproxy(key: string, salt: string): Promise<ImgproxyKey> {
  return importImgproxy(decodeHex(key), decodeHex(salt))
}

/**
 * Imports imgproxy's key and salt from bytes.
 * @param key a key with any length
 */
export async function importImgproxy(key: Uint8Array<ArrayBuffer>, salt: Uint8Array): Promise<ImgproxyKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  return { key: await crypto.subtle.importKey('raw', key, algorithm, false, ['verify']), salt }
}

function message(salt: Uint8Array, path: string): Uint8Array<ArrayBuffer> {
  const text = encoder.encode(path)
  const bytes = new Uint8Array(salt.length + text.length)
  bytes.set(salt)
  bytes.set(text, salt.length)
  return bytes
}

/**
 * Returns `true` if `signature` is base64url(HMAC-SHA256(key, salt ‖ path)).
 * @param path the rest of the path after the signature, with its leading slash
 */
export async function verifyImgproxy(
  { key, salt }: ImgproxyKey,
  signature: string,
  path: string,
): Promise<boolean> {
  const decoded = decodeBase64url(signature)
  const mac = decoded?.length === 32 ? decoded : new Uint8Array(32)
  const matches = await crypto.subtle.verify('HMAC', key, mac, message(salt, path))
  return matches && mac === decoded
}

function split({ rest }: ForeignRequest): { signature: string; path: string } {
  const [, signature = '', path = ''] = SIGNED_PATH.exec(rest) ?? []
  return { signature, path }
}

const IMGPROXY_SECRET: Secret<'IMGPROXY_KEY' | 'IMGPROXY_SALT', { readonly imgproxy?: ImgproxyKey }> = {
  variables: [
    { name: 'IMGPROXY_KEY', about: "imgproxy's key, in hex", form: HEX },
    { name: 'IMGPROXY_SALT', about: "imgproxy's salt, in hex", form: HEX_SALT },
  ],
  async open(textOf) {
    return { imgproxy: await openImgproxy(textOf('IMGPROXY_KEY'), textOf('IMGPROXY_SALT')) }
  },
}

/**
 * Scheme of imgproxy's URLs: `/SIGNATURE/OPTIONS/SOURCE`, with the source in base64url. The
 * signature does not cover a query, so URLs with a query are not accepted.
 */
export const imgproxy: ForeignScheme<'imgproxy', typeof IMGPROXY_SECRET> = {
  name: 'imgproxy',
  secret: IMGPROXY_SECRET,
  hash: 'SHA-256',
  coversPrefix: false,
  recognize: ({ wire, rest }) => wire.query === '' && SIGNED_PATH.test(rest),
  async verify(request, { imgproxy: key }) {
    const { signature, path } = split(request)
    return key !== undefined && verifyImgproxy(key, signature, path)
  },
  translate: (request, source) => translateImgproxy(split(request).path.slice(1), source),
}
