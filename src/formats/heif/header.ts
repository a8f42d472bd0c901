import type { ByteReader } from '../../bytes/reader.ts'
import { Failure } from '../../errors.ts'
import type { Chroma, Header, HeifImage } from '../../picture/header.ts'
import type { Box } from '../../picture/size.ts'
import { findAlpha, findAuxiliary, GAIN_MAP_URNS } from './auxiliary.ts'
import { findBox, openBox } from './boxes.ts'
import { colorBoxes, readColor, readMatrix } from './colors.ts'
import { identityChain } from './identity.ts'
import { type Meta, readExtents, readImage } from './image.ts'
import { type HeifName, type Items, type Property, readItems } from './items.ts'
import { findToneMap } from './tone-map.ts'
import { readTransforms } from './transforms.ts'

/** What the configuration of a codec says of the samples. */
export interface Configuration extends Pick<Header, 'depth' | 'components'> {
  readonly chroma: Chroma
  /** What the bitstream says of its matrix, which counts where the file has no `nclx`. */
  readonly matrix?: HeifImage['matrix']
}

/** What a format of HEIF has of its own. */
export interface HeifKind {
  readonly format: 'avif' | 'heic'
  /** For messages. */
  readonly name: HeifName
  /** The types of items that are coded pictures. */
  readonly coded: readonly string[]
  /** The property that configures the codec. */
  readonly configuration: string
  /** Properties beside the common ones that may be essential: they are read, or change nothing in a header. */
  readonly properties: readonly string[]
  /** From the content of the configuration. */
  readConfiguration(configuration: ByteReader): Configuration
}

/** Properties that may be essential in every format: they are read here, or change nothing in a header. */
const KNOWN_PROPERTIES = new Set('ispe pixi colr pasp clap irot imir auxC clli mdcv'.split(' '))

const insteadOf = ({ name }: HeifKind) => `; save the image as a still ${name}`

/**
 * Reads the header of an item, the primary one unless another is named: a coded picture, a grid of them, or an item that
 * shows one of these (`iden`).
 * @param sequence whether the file says that it is a sequence, of which the still picture is read
 * @throws Failure corrupt, unsupported, and `MORE`
 */
export function readHeifHeader(input: ByteReader, kind: HeifKind, sequence: boolean, other?: number): Header {
  const { name } = kind
  const meta = findMeta(input, kind, sequence)
  const items = readItems(meta.content, name)
  const item = other ?? items.primary
  const chain = identityChain(items, item, name)
  const [source] = chain
  checkType(items, source, kind)
  const properties = chain.map((id) => items.properties(id))
  for (const list of properties) checkEssential(list, kind)
  const size = readExtents(items, items.properties(source), name)
  const { aperture, orientation } = readTransforms(items, properties.flat(), size, name)
  const coded = codedItem(items, source)
  if (coded === undefined) throw new Failure('corrupt', `${name}: the grid has no tiles`)
  const configuration = configurationOf(items, coded, kind)
  if (!configuration) {
    throw new Failure('corrupt', `${name}: the codec configuration (${kind.configuration}) is missing`)
  }
  const { chroma, matrix, ...samples } = configuration
  const image = readImage(input, meta, items, source, size, name, item !== items.primary)
  if (!image && source !== item)
    throw unsupported('derived items (iden) of pictures whose data lies elsewhere', kind)
  const plane = alphaPlane(items, chain, coded, kind)
  return {
    format: kind.format,
    ...(aperture ? cut(size, aperture) : size),
    orientation,
    alpha: plane !== undefined,
    ...samples,
    ...readColor(colorBoxes(items, [...chain.toReversed(), coded])),
    ...(image && {
      heif: {
        ...image,
        chroma,
        matrix: readMatrix(colorBoxes(items, [source, coded])) ?? matrix,
        alpha: plane === undefined ? undefined : samplesOf(items, plane, kind),
      },
    }),
    ...(isGainMapped(items, item) && { gainMap: 'declared' }),
    frames: sequence ? undefined : 1,
    progressive: false,
  }
}

const unsupported = (what: string, kind: HeifKind) =>
  new Failure('unsupported', `${kind.name}: ${what} are not supported${insteadOf(kind)}`)

function checkType({ types }: Items, item: number, kind: HeifKind): void {
  const type = types.get(item)
  if (type === undefined) throw new Failure('corrupt', `${kind.name}: the primary item is missing`)
  if (type !== 'grid' && !kind.coded.includes(type))
    throw unsupported(`items of type ${JSON.stringify(type)}`, kind)
}

/**
 * The alpha plane of a picture, given to its item with pixels or to the first tile of that.
 * @throws Failure unsupported: it is given to an item that shows another one, whose apertures and turns may differ
 */
function alphaPlane(
  items: Items,
  [source, ...derived]: readonly [number, ...number[]],
  coded: number,
  kind: HeifKind,
): number | undefined {
  if (findAlpha(items, derived) !== undefined) throw unsupported('alpha planes of derived items (iden)', kind)
  return findAlpha(items, [source, coded])
}

/** The samples of an auxiliary picture; those of most where nothing tells. */
function samplesOf(items: Items, item: number, kind: HeifKind): HeifImage['alpha'] {
  const coded = codedItem(items, item)
  const configuration = coded === undefined ? undefined : configurationOf(items, coded, kind)
  const { chroma, depth } = configuration ?? { chroma: '4:0:0', depth: 8 }
  return { chroma, depth }
}

const isGainMapped = (items: Items, item: number) =>
  (findAuxiliary(items, [item], GAIN_MAP_URNS) ?? findToneMap(items, item)) !== undefined

/** The item that has the coded data of a picture: itself, or the first tile of a grid; none where there are no tiles. */
export function codedItem({ types, references }: Items, item: number): number | undefined {
  if (types.get(item) !== 'grid') return item
  return references.find(({ type, from }) => type === 'dimg' && from === item)?.to[0]
}

/** The configuration of an item; `undefined` where it has no configuration. */
export function configurationOf(
  items: Items,
  item: number,
  { configuration, readConfiguration }: HeifKind,
): Configuration | undefined {
  const property = items.properties(item).find(({ type }) => type === configuration)
  return property && readConfiguration(items.open(property))
}

/** The content of `meta`, and where it is. */
export function findMeta(input: ByteReader, kind: HeifKind, sequence: boolean): Meta {
  const meta = findBox(input, 'meta')
  if (meta) return { content: openBox(input, meta), at: meta.at }
  const { name } = kind
  if (sequence) {
    throw new Failure(
      'unsupported',
      `${name}: sequences without a still image are not supported${insteadOf(kind)}`,
    )
  }
  throw new Failure('corrupt', `${name}: the meta box is missing`)
}

/** @throws Failure unsupported: one that is essential is not known */
export function checkEssential(properties: readonly Property[], kind: HeifKind): void {
  for (const { type, essential } of properties) {
    if (!essential || KNOWN_PROPERTIES.has(type) || kind.properties.includes(type)) continue
    throw new Failure(
      'unsupported',
      `${kind.name}: the essential property ${JSON.stringify(type)} is not supported${insteadOf(kind)}`,
    )
  }
}

const cut = (coded: Pick<Header, 'width' | 'height'>, { x, y, width, height }: Box) => ({
  width,
  height,
  coded: { ...coded, x, y },
})
