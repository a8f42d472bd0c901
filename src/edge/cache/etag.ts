import { digest } from './digest.ts'
import { placeOf } from './key.ts'

/**
 * Stored entity tag of a derivative, made from its key and its sources' tags, and thus known before any work. It is weak if one
 * of those is. It has no secret: clients get the tag that `openEntityTag` makes of it.
 * @returns `undefined` where a source has no tag
 */
export async function derivedTag(
  sources: readonly (string | undefined)[],
  key: string,
): Promise<string | undefined> {
  const tags = sources.filter((tag) => tag !== undefined)
  if (tags.length < sources.length) return undefined
  const tag = await digest(`${tags.join(' ')}\n${placeOf(key)}`)
  return `${tags.some((each) => each.startsWith('W/')) ? 'W/' : ''}"${tag}"`
}

/** Entity tag of the bytes themselves, for sources that have none. */
export async function contentTag(body: Uint8Array<ArrayBuffer>): Promise<string> {
  return `"${await digest(body)}"`
}
