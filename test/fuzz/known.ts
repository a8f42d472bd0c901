import type { Case } from './cases.ts'
import type { Seed } from './seeds.ts'

const QUERIES = [
  'width=50&format=png',
  'width=40&format=webp',
  'width=30&format=jpeg',
  'width=33&height=20&fit=fill&format=png&blur=2',
  `width=60&format=png&olurl=/known-svg/0&olalpha=70`,
]

/** A picture of each format, requested again and again, whose answer must never change. */
export interface KnownPictures {
  /** The files of the origin, by the first segment of their path. */
  readonly files: Readonly<Record<string, Uint8Array>>
  /** The request of this number; its path is in no cache. */
  request(count: number): Pick<Case, 'method' | 'headers' | 'target'>
  /** Compares an answer with the first of its kind. @returns what is wrong with it */
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
