import { digest } from './digest.ts'
import { placeOf } from './key.ts'

/**
 * Returns a derivative's stored entity tag. It is made from the derivative's cache key and its
 * sources' tags, so it is known before the derivative is made. It is weak if one of those tags is
 * weak. It contains no secret: clients get the tag that `openEntityTag` makes from it.
 * @returns `undefined` if a source has no tag
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

/**
 * Returns an entity tag made from the content of a derivative, for sources without an entity tag.
 */
export async function contentTag(body: Uint8Array<ArrayBuffer>): Promise<string> {
  return `"${await digest(body)}"`
}
