import { UNKNOWN_FRAMES } from '../../src/engine/formats/animation-decoder.ts'
import type { Header } from '../../src/engine/formats/header.ts'
import { table } from '../table.ts'
import { pageOf } from './headers.ts'
import { most, planned, sized } from './limits.ts'

/** Bytes per pixel in a WebP's longest frame: a photograph with quality 90. */
const FRAME_BYTES = 0.5

/** Frame count for which a frame's limits are searched. It is small, so that only memory counts. */
const FRAMES = 2

/** Length in bytes of the source. */
const FILE = 10_000_000

/** Animation that is a row's source. */
interface Source {
  readonly name: string
  readonly format: 'gif' | 'webp'
  readonly restores: boolean
  /** Megapixels per frame; the output's if absent. */
  readonly megapixels?: number
}

const SOURCES: readonly Source[] = [
  { name: 'any of at most 0.5 megapixels', format: 'gif', restores: true, megapixels: 0.5 },
  { name: 'GIF of the size of the output', format: 'gif', restores: false },
  { name: 'the same with frames that restore the one before', format: 'gif', restores: true },
  { name: 'WebP of the size of the output', format: 'webp', restores: false },
]

const QUERIES = ['', '&quality=100', '&lossless=1']

/** Returns an animation's header without its size. */
function movingHeader(format: Source['format']): Header {
  const { canvas: _none, ...header } = pageOf(format)
  return { ...header, frames: FRAMES }
}

/** Returns the most megapixels that an output frame may have. */
const frameLimit = ({ format, restores, megapixels: own }: Source, query: string): number =>
  most((megapixels) => {
    const source = sized(own ?? megapixels)
    const longest = format === 'webp' ? FRAME_BYTES * source.width * source.height : 0
    const animation = { ...UNKNOWN_FRAMES, longest, restores, frames: FRAMES }
    const asked = `animate=1&format=webp${query}&width=${sized(megapixels).width}`
    return planned({ ...movingHeader(format), ...source }, asked, FILE, { animation })
  })

/** Returns the table with the largest animation frames, in megapixels. */
export function animations(): string {
  return table(
    ['source', '`quality` up to 90', '`quality` above 90', '`lossless=1` or `nearlossless=1`'],
    SOURCES.map((source) => [
      source.name,
      ...QUERIES.map((query) => (Math.floor(10 * frameLimit(source, query) + 1e-9) / 10).toFixed(1)),
    ]),
  )
}
