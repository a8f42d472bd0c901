/** Encodes bytes in base64url without padding (RFC 4648 5). */
export function encodeBase64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}

/**
 * Decodes base64url if it is spelled as `encodeBase64url` would write it. Returns `undefined` for
 * any other spelling: with padding, with characters outside the alphabet, or with unused bits that
 * are not 0. Each sequence of bytes thus has only one spelling.
 */
export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return undefined
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
  return encodeBase64url(bytes) === text ? bytes : undefined
}
