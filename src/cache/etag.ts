import { encodeBase64url } from '../auth/base64url.ts'

const LENGTH = 22

async function digest(bytes: BufferSource): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', bytes)
  return encodeBase64url(new Uint8Array(hash)).slice(0, LENGTH)
}

/**
 * Entity tag of a derivative, made from its key and its sources' tags, and thus known before any work. It is weak if one of
 * those is.
 * @returns `undefined` where a source has no tag
 */
export async function derivedTag(
  sources: readonly (string | undefined)[],
  key: string,
): Promise<string | undefined> {
  const tags = sources.filter((tag) => tag !== undefined)
  if (tags.length < sources.length) return undefined
  const { pathname, search } = new URL(key)
  const tag = await digest(new TextEncoder().encode(`${tags.join(' ')}\n${pathname}${search}`))
  return `${tags.some((each) => each.startsWith('W/')) ? 'W/' : ''}"${tag}"`
}

/** Entity tag of the bytes themselves, for sources that have none. */
export async function contentTag(body: Uint8Array<ArrayBuffer>): Promise<string> {
  return `"${await digest(body)}"`
}
