import { encodeBase64url } from '../../signing/auth/base64url.ts'

const LENGTH = 22

/**
 * Returns a hash for cache keys, cache tags and entity tags: the first 132 bits of the SHA-256, as
 * 22 base64url characters.
 */
export async function digest(content: BufferSource | string): Promise<string> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const hash = await crypto.subtle.digest('SHA-256', bytes)
  return encodeBase64url(new Uint8Array(hash)).slice(0, LENGTH)
}
