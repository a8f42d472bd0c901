import type { Header } from '../../src/engine/formats/header.ts'
import { table } from '../table.ts'
import { output } from './cells.ts'
import { GIF, JPEG, LOSSLESS_WEBP, PNG } from './headers.ts'
import { outputLimit, sourceLimit } from './limits.ts'

const OUTPUTS: readonly (readonly [name: string, query: string])[] = [
  ['JPEG', 'format=jpeg'],
  ['WebP, `quality` up to 90', 'format=webp&quality=90'],
  ['WebP, `quality` above 90', 'format=webp&quality=100'],
  ['WebP, `lossless=1` or `nearlossless=1`', 'format=webp&lossless=1'],
]

const alphaOf = (header: Header): Header => ({ ...header, alpha: true })

/** Sources that stream, so that their own size does not matter. */
const STREAMED: readonly (readonly [name: string, header: Header])[] = [
  ['JPEG', JPEG],
  ['PNG', PNG],
  ['PNG with transparency', alphaOf(PNG)],
  ['GIF', GIF],
  ['GIF with transparency', alphaOf(GIF)],
]

/** Sources whose decoder takes memory in proportion to their size. */
const SIZED: readonly (readonly [name: string, header: Header])[] = [
  ['lossless WebP of the size of the output', LOSSLESS_WEBP],
  ['the same with transparency', alphaOf(LOSSLESS_WEBP)],
]

/** Returns the table with the largest outputs, in megapixels, by source kind. */
export function otherSources(): string {
  const rows = (
    sources: readonly (readonly [name: string, header: Header])[],
    limit: (query: string, header: Header) => number,
  ) => sources.map(([name, header]) => [name, ...OUTPUTS.map(([, query]) => output(limit(query, header)))])
  return table(
    ['source', ...OUTPUTS.map(([name]) => name)],
    [...rows(STREAMED, outputLimit), ...rows(SIZED, (query, header) => sourceLimit(header, query))],
  )
}
