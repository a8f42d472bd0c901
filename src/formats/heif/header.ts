import type { ByteReader } from '../../bytes/reader.ts'
import { Failure } from '../../errors.ts'
import type { Chroma, Header, HeifImage } from '../../picture/header.ts'
import { type Aperture, readAperture } from './aperture.ts'
import { findAuxiliary, GAIN_MAP_URNS, hasAlpha } from './auxiliary.ts'
import { findBox, openBox } from './boxes.ts'
import { readColor, readMatrix } from './colors.ts'
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
 * Reads the header of an item, the primary one unless another is named: a coded picture, or a grid of them.
 * @param sequence whether the file says that it is a sequence, of which the still picture is read
 * @throws Failure corrupt, unsupported, and `MORE`
 */
export function readHeifHeader(input: ByteReader, kind: HeifKind, sequence: boolean, other?: number): Header {
  const meta = findMeta(input, kind, sequence)
  const items = readItems(meta.content, kind.name)
  const item = other ?? items.primary
  const type = items.types.get(item)
  if (type === undefined) throw new Failure('corrupt', `${kind.name}: the primary item is missing`)
  if (type !== 'grid' && !kind.coded.includes(type)) {
    throw new Failure(
      'unsupported',
      `${kind.name}: items of type ${JSON.stringify(type)} are not supported${insteadOf(kind)}`,
    )
  }
  const properties = items.properties(item)
  checkEssential(properties, kind)
  const size = readExtents(items, properties, kind.name)
  const clap = properties.find((property) => property.type === 'clap')
  const aperture = clap && readAperture(items.open(clap), size)
  const coded = codedItem(items, item)
  if (coded === undefined) throw new Failure('corrupt', `${kind.name}: the grid has no tiles`)
  const configuration = configurationOf(items, coded, kind)
  if (!configuration) {
    throw new Failure('corrupt', `${kind.name}: the codec configuration (${kind.configuration}) is missing`)
  }
  const colors = properties.filter((property) => property.type === 'colr').map(items.open)
  const { chroma, matrix, ...samples } = configuration
  const image = readImage(input, meta, items, item, size, kind.name)
  return {
    format: kind.format,
    ...(aperture ? cut(size, aperture) : size),
    orientation: readTransforms(items, properties),
    alpha: hasAlpha(items, [item, coded]),
    ...samples,
    ...readColor(colors),
    ...(image && { heif: { ...image, chroma, matrix: readMatrix(colors) ?? matrix } }),
    ...(isGainMapped(items, item) && { gainMap: 'declared' }),
    frames: sequence ? undefined : 1,
    progressive: false,
  }
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

const cut = (coded: Pick<Header, 'width' | 'height'>, { x, y, width, height }: Aperture) => ({
  width,
  height,
  coded: { ...coded, x, y },
})
