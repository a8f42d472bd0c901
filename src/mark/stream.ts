import type { Mode } from './modes.ts'

/** A key of marks and its id. */
export interface MarkKey {
  readonly id: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** What HKDF-SHA-256 gives at most (RFC 5869 2.3). */
const MOST = 255 * 32

const utf8 = (text: string) => new TextEncoder().encode(text)

async function derive({ bytes }: MarkKey, label: string, length: number): Promise<ArrayBuffer> {
  const root = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveBits'])
  const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(`signet-mark-v1 ${label}`) }
  return crypto.subtle.deriveBits(how, root, length * 8)
}

/** The random words of 16 bits that place a mark. */
export async function streamOf(key: MarkKey, { bits }: Mode): Promise<Uint16Array> {
  const view = new DataView(await derive(key, `pattern ${bits}`, MOST))
  return Uint16Array.from({ length: MOST / 2 }, (_, at) => view.getUint16(2 * at))
}

/**
 * A value that stands for a text: 16 hex digits of its HMAC. Nobody without the key can tell the text from it, or find
 * another text with the same value.
 */
export async function valueOf(key: MarkKey, text: string): Promise<string> {
  const secret = await derive(key, 'claims', 32)
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const signer = await crypto.subtle.importKey('raw', secret, hmac, false, ['sign'])
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', signer, utf8(text)))
  return Array.from(mac.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
