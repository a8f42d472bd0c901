import type { Case } from './cases.ts'
import type { Seed } from './seeds.ts'

/** What each is to become; the overlay is one of them. */
const QUERIES = [
  'width=50&format=png',
  'width=40&format=webp',
  'width=30&format=jpeg',
  'width=33&height=20&fit=fill&format=png&blur=2',
  `width=60&format=png&olurl=/known-svg/0&olalpha=70`,
]

/** A picture of each format that is asked for again and again, and must always come out the same. */
export interface KnownPictures {
  /** First segments of paths, and the files that the origin has there. */
  readonly files: Readonly<Record<string, Uint8Array>>
  /** The `count`-th request: no cache has its path. */
  request(count: number): Pick<Case, 'method' | 'headers' | 'target'>
  /** Holds an answer against the first one of its kind. @returns what is wrong with it */
  check(count: number, status: number, body: Uint8Array): string | undefined
}

export function knownPictures(seeds: readonly Seed[]): KnownPictures {
  const formats = [...new Set(seeds.map(({ format }) => format))]
  const files = Object.fromEntries(
    formats.map((format) => [
      `known-${format}`,
      seeds.findLast((seed) => seed.format === format)?.file ?? new Uint8Array(),
    ]),
  )
  const rasters = formats.filter((format) => format !== 'svg')
  const kinds = rasters.length * QUERIES.length
  const first = new Map<number, Uint8Array>()
  return {
    files,
    request(count) {
      const format = rasters[count % rasters.length]
      const query = QUERIES[Math.floor(count / rasters.length) % QUERIES.length]
      return { method: 'GET', headers: {}, target: `/known-${format}/${count}?${query}` }
    },
    check(count, status, body) {
      if (status !== 200) return `a known picture: ${status}`
      const reference = first.get(count % kinds)
      if (!reference) first.set(count % kinds, body)
      else if (Buffer.compare(reference, body) !== 0)
        return 'a known picture came out in another way than before'
      return undefined
    },
  }
}
