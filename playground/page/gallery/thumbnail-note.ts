import type { Problem, SignedTarget } from '../../protocol.ts'

/** The server's answer to the request for a signed thumbnail. */
export type Signed = SignedTarget | Problem

/** Returns a thumbnail's signed URL. Returns `undefined` if the server did not sign it. */
export const urlOf = (signed: Signed | undefined): string | undefined =>
  signed && 'url' in signed ? signed.url : undefined

const counted = (count: number, all: number) => `${count} of ${all} recipes`

/**
 * Returns the sentences that say why recipes have no thumbnail. Returns `undefined` if each recipe
 * has one.
 * @param results answers for all recipes
 * @param failed thumbnail URLs that the browser could not load
 */
export function thumbnailNote(results: readonly Signed[], failed: ReadonlySet<string>): string | undefined {
  const problems = results.flatMap((result) => ('url' in result ? [] : [result]))
  const [first] = problems
  if (first) {
    const reason = (first.detail ?? first.title).replace(/(?<![.?!])$/, '.')
    return `${counted(problems.length, results.length)} have no thumbnail. Signing failed: ${reason}`
  }
  const missing = results.filter((result) => failed.has(urlOf(result) ?? '')).length
  if (missing === 0) return undefined
  return `${counted(missing, results.length)} have no thumbnail: their pictures did not load. Apply a recipe to see the reason.`
}
