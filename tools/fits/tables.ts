import type { Header } from '../../src/engine/formats/header.ts'
import { totalBytes } from '../../src/engine/wasm/needs.ts'
import { table } from '../table.ts'
import { animations } from './animations.ts'
import { output, source } from './cells.ts'
import {
  type HeifShape,
  INTERLACED_PNG,
  JPEG,
  PNG,
  PROGRESSIVE_420,
  PROGRESSIVE_444,
  pageOf,
} from './headers.ts'
import {
  enlargedLimit,
  heifLimit,
  outputLimit,
  planned,
  shareLimit,
  sourceLimit,
  withHeic,
} from './limits.ts'
import { otherSources } from './other-sources.ts'
import { summary } from './summary.ts'

const QUERIES = ['width=400', 'width=1200&format=jpeg', 'width=4000&format=jpeg']

const HEIF: readonly (readonly [name: string, shape: HeifShape])[] = [
  ['AVIF of 8 bits and 4:2:0 without transparency, in one piece', { planar: true }],
  ['the same of screen content whose blocks are copies', { planar: true, copies: true }],
  ['the same as a grid of tiles of 1024 pixels', { planar: true, tile: 1024 }],
  ['other AVIF of 8 bits', { chroma: '4:4:4' }],
  ['other AVIF of 8 bits, with transparency', { chroma: '4:4:4', alpha: true }],
  ['AVIF of 10 and 12 bits, 4:2:0', { depth: 10 }],
  ['AVIF of 10 and 12 bits, 4:2:0, with transparency', { depth: 10, alpha: true }],
  ['AVIF of 10 and 12 bits, 4:4:4', { depth: 10, chroma: '4:4:4' }],
  ['AVIF of 10 and 12 bits, 4:4:4, with transparency', { depth: 12, chroma: '4:4:4', alpha: true }],
]

const HELD: readonly (readonly [name: string, header: Header, bytes?: number])[] = [
  ['interlaced PNG of 8 bits', INTERLACED_PNG],
  ['interlaced PNG of 16 bits', { ...INTERLACED_PNG, depth: 16 }],
  ['GIF with `page` from 2 on', pageOf('gif')],
  ['WebP of 5 MB with `page` from 2 on', pageOf('webp'), 5_000_000],
  ['WebP of 20 MB with `page` from 2 on', pageOf('webp'), 20_000_000],
]

function sources(): string {
  const streamed = QUERIES.map(() => '`pixels`')
  return table(
    ['source', 'to 400 pixels', 'to a JPEG of 1200 pixels', 'to a JPEG of 4000 pixels'],
    [
      ['baseline JPEG, PNG, GIF, WebP', ...streamed],
      ...HELD.map(([name, header, bytes]) => [
        name,
        ...QUERIES.map((query) => source(sourceLimit(header, query, bytes))),
      ]),
      ...HEIF.map(([name, shape]) => [name, ...QUERIES.map((query) => source(heifLimit(shape, query)))]),
    ],
  )
}

const SHARES: readonly (readonly [name: string, share: number])[] = [
  ['up to an eighth', 1 / 8],
  ['three sixteenths', 3 / 16],
  ['a quarter', 1 / 4],
  ['five sixteenths', 5 / 16],
  ['three eighths', 3 / 8],
  ['a half', 1 / 2],
  ['all', 1],
]

function progressive(): string {
  const headers = [PROGRESSIVE_420, PROGRESSIVE_444]
  return table(
    ['width of the output', 'source of 4:2:0', 'source of 4:4:4'],
    [
      ...SHARES.map(([name, share]) => [
        `${name} of the source's`,
        ...headers.map((header) => source(shareLimit(header, share))),
      ]),
      ...[1200, 4500].map((width) => [
        `${width} pixels`,
        ...headers.map((header) => source(sourceLimit(header, `width=${width}`))),
      ]),
    ],
  )
}

function filters(): string {
  const enlarged = (filter: string, from: number) =>
    [JPEG, PNG].map((header) => output(enlargedLimit(header, from, `filter=${filter}`)))
  const reduced = [JPEG, PNG].map((header) => output(enlargedLimit(header, 100, 'filter=magic')))
  return table(
    ['filter', 'output of a JPEG', 'output of a PNG'],
    [
      ['`magic`, reduced from 100 megapixels', ...reduced],
      ...['magic', 'hqx'].flatMap((filter) =>
        [0.1, 1].map((from) => [`\`${filter}\`, enlarged from ${from}`, ...enlarged(filter, from)]),
      ),
    ],
  )
}

/** A photo that EXIF rotates by a quarter turn. */
const ROTATED: Header = { ...JPEG, orientation: 6 }
const GLASS: Header = { ...PNG, alpha: true }

const OUTPUTS: readonly (readonly [name: string, query: string, alpha: boolean])[] = [
  ['JPEG, `quality` up to 94', 'format=jpeg&quality=90', false],
  ['JPEG, `quality` from 95 on', 'format=jpeg&quality=95', false],
  ['JPEG, progressive, `quality` up to 90', 'format=jpeg&progressive=1', false],
  ['JPEG, progressive, `quality` up to 94', 'format=jpeg&progressive=1&quality=94', false],
  ['JPEG, progressive, `quality` from 95 on', 'format=jpeg&progressive=1&quality=95', false],
  ['PNG', 'format=png', true],
  ['WebP, `quality` up to 90', 'format=webp&quality=90', true],
  ['WebP, `quality` above 90', 'format=webp&quality=100', true],
  ['WebP, `lossless=1`', 'format=webp&lossless=1', true],
  ['WebP, `nearlossless=1`', 'format=webp&nearlossless=1', true],
  ['AVIF, `quality` up to 80', 'format=avif', true],
  ['AVIF, `quality` above 80', 'format=avif&quality=100', true],
  ['JPEG XL, `quality` up to 90', 'format=jxl&quality=90', true],
  ['JPEG XL, `quality` above 90', 'format=jxl&quality=100', true],
  ['JPEG XL, `lossless=1`', 'format=jxl&lossless=1', true],
]

function outputs(): string {
  return table(
    ['output', 'plain', 'flipped or by a right angle', 'with transparency'],
    OUTPUTS.map(([name, query, alpha]) => [
      name,
      output(outputLimit(query, JPEG)),
      output(outputLimit(query, ROTATED)),
      alpha ? output(outputLimit(query, GLASS)) : '',
    ]),
  )
}

const OPERATIONS: readonly (readonly [name: string, query: string])[] = [
  ['`gamma` or `linear`', 'gamma=2.2'],
  ['another operation on its pixels, such as `negate`', 'negate=1'],
  ['`blur`', 'blur=10'],
  ['margins', 'extend=10&bg=ffffff'],
  ['an angle of 10°', 'rotate=10'],
  ['an angle of 45°', 'rotate=45'],
]

function operations(): string {
  return table(
    ['a JPEG with', '`quality` up to 94', '`quality` from 95 on'],
    OPERATIONS.map(([name, query]) => [
      name,
      ...[90, 95].map((quality) => output(outputLimit(`format=jpeg&quality=${quality}&${query}`, JPEG))),
    ]),
  )
}

const PHOTOGRAPH = { width: 4000, height: 3000, bytes: 3_000_000 }

function photograph(): string {
  const { bytes, ...size } = PHOTOGRAPH
  const planOf = (header: Header, width: number, format: string) =>
    planned({ ...header, ...size }, `width=${width}&format=${format}`, bytes)
  const cell = (header: Header, width: number, format: string) => {
    const plan = planOf(header, width, format)
    return plan ? (totalBytes(plan.parts) / 1e6).toFixed(1) : 'does not fit'
  }
  const rows = [
    ['baseline', JPEG],
    ['progressive', PROGRESSIVE_420],
  ] as const
  return table(
    ['source and width of the output', 'JPEG', 'PNG', 'WebP', 'AVIF', 'JPEG XL'],
    rows.flatMap(([name, header]) =>
      [400, 1200].map((width) => [
        `${name} to ${width}`,
        ...['jpeg', 'png', 'webp', 'avif', 'jxl'].map((format) => cell(header, width, format)),
      ]),
    ),
  )
}

const HEIC: readonly (readonly [name: string, shape: HeifShape])[] = [
  ['a grid of tiles of 512 pixels, 8 bits, 4:2:0', { format: 'heic', planar: true, tile: 512 }],
  ['one picture of 8 bits, 4:2:0', { format: 'heic', planar: true }],
  ['one picture of 8 bits, 4:4:4', { format: 'heic', chroma: '4:4:4' }],
  ['one picture of 10 bits', { format: 'heic', depth: 10 }],
]

function heic(): string {
  withHeic()
  return table(
    ['HEIC', 'to 400 pixels', 'to a JPEG of 1200 pixels', 'to a JPEG of 4000 pixels'],
    HEIC.map(([name, shape]) => [name, ...QUERIES.map((query) => source(heifLimit(shape, query)))]),
  )
}

/** Generated tables about memory limits, by section name. Plans are the source for all numbers. */
export const FITS_SECTIONS: Readonly<Record<string, () => string>> = {
  'fits-summary': summary,
  'fits-sources': sources,
  'fits-progressive': progressive,
  'fits-filters': filters,
  'fits-outputs': outputs,
  'fits-other-sources': otherSources,
  'fits-operations': operations,
  'fits-photograph': photograph,
  'fits-animations': animations,
  'fits-heic': heic,
}

/** Section names in docs/what-fits.md. The others are on other pages. */
export const FITS_PAGE: readonly string[] = Object.keys(FITS_SECTIONS).filter(
  (name) => !['fits-animations', 'fits-heic'].includes(name),
)
