import { encodeBase64url } from '../auth/base64url.ts'

const LENGTH = 22

async function digest(bytes: BufferSource): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', bytes)
  return encodeBase64url(new Uint8Array(hash)).slice(0, LENGTH)
}

/**
 * Entity tag of what a key stands for, made from the source's own. It is known before any work is done; a weak tag
 * of the source makes a weak one.
 * @returns `undefined` where the source has no tag
 */
export async function derivedTag(sourceTag: string | undefined, key: string): Promise<string | undefined> {
  if (sourceTag === undefined) return undefined
  const tag = await digest(
    new TextEncoder().encode(`${sourceTag}\n${new URL(key).pathname}${new URL(key).search}`),
  )
  return `${sourceTag.startsWith('W/') ? 'W/' : ''}"${tag}"`
}

/** Entity tag of the bytes themselves, for sources that have none. */
export async function contentTag(body: Uint8Array<ArrayBuffer>): Promise<string> {
  return `"${await digest(body)}"`
}
