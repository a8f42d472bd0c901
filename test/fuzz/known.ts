import type { Case } from './cases.ts'
import type { Seed } from './seeds.ts'

const QUERIES = [
  'width=50&format=png',
  'width=40&format=webp',
  'width=30&format=jpeg',
  'width=33&height=20&fit=fill&format=png&blur=2',
  `width=60&format=png&olurl=/known-svg/0&olalpha=70`,
]

/** Pictures of each format that are requested again and again. Their answers must never change. */
export interface KnownPictures {
  /** Files that the origin serves, by the first segment of their path. */
  readonly files: Readonly<Record<string, Uint8Array>>
  /** Returns request number `count`. Its path is unique, so that no cache contains the answer. */
  request(count: number): Pick<Case, 'method' | 'headers' | 'target'>
  /**
   * Compares an answer with the first answer of its kind.
   * @returns a description of the fault, or `undefined` if there is none
   */
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
      else if (Buffer.compare(reference, body) !== 0) return 'a known picture has changed'
      return undefined
    },
  }
}
