import type { ByteReader } from '../../bytes/reader.ts'
import { Failure } from '../../errors.ts'
import type { Header } from '../../picture/header.ts'
import { type Aperture, readAperture } from './aperture.ts'
import { hasAlpha } from './auxiliary.ts'
import { findBox, openBox } from './boxes.ts'
import { readColor } from './colors.ts'
import { type Items, type Property, readItems } from './items.ts'
import { readTransforms } from './transforms.ts'

/** What a format of HEIF has of its own. */
export interface HeifKind {
  readonly format: 'avif' | 'heic'
  /** For messages. */
  readonly name: 'AVIF' | 'HEIC'
  /** The types of items that are coded pictures. */
  readonly coded: readonly string[]
  /** The property that configures the codec. */
  readonly configuration: string
  /** Properties beside the common ones that may be essential: they are read, or change nothing in a header. */
  readonly properties: readonly string[]
  /** Depth and components from the content of the configuration. */
  readConfiguration(configuration: ByteReader): Pick<Header, 'depth' | 'components'>
}

/** Properties that may be essential in every format: they are read here, or change nothing in a header. */
const KNOWN_PROPERTIES = new Set('ispe pixi colr pasp clap irot imir auxC clli mdcv'.split(' '))

const insteadOf = ({ name }: HeifKind) => `; save the image as a still ${name}`

/**
 * Reads the header of the primary item of a file: a coded picture, or a grid of them.
 * @param sequence whether the file says that it is a sequence, of which the still picture is read
 * @throws Failure corrupt, unsupported, and `MORE`
 */
export function readHeifHeader(input: ByteReader, kind: HeifKind, sequence: boolean): Header {
  const items = readItems(findMeta(input, kind, sequence))
  const type = items.types.get(items.primary)
  if (type === undefined) throw new Failure('corrupt', `${kind.name}: the primary item is missing`)
  if (type !== 'grid' && !kind.coded.includes(type)) {
    throw new Failure(
      'unsupported',
      `${kind.name}: items of type ${JSON.stringify(type)} are not supported${insteadOf(kind)}`,
    )
  }
  const properties = items.properties(items.primary)
  checkEssential(properties, kind)
  const size = readExtents(items, properties, kind)
  const clap = properties.find((property) => property.type === 'clap')
  const aperture = clap && readAperture(items.open(clap), size)
  const coded = codedItem(items, items.primary)
  if (coded === undefined) throw new Failure('corrupt', `${kind.name}: the grid has no tiles`)
  const configuration = configurationOf(items, coded, kind)
  if (!configuration) {
    throw new Failure('corrupt', `${kind.name}: the codec configuration (${kind.configuration}) is missing`)
  }
  return {
    format: kind.format,
    ...(aperture ? cut(size, aperture) : size),
    orientation: readTransforms(items, properties),
    alpha: hasAlpha(items, [items.primary, coded]),
    ...configuration,
    ...readColor(properties.filter((property) => property.type === 'colr').map(items.open)),
    frames: sequence ? undefined : 1,
    progressive: false,
  }
}

/** The item that has the coded data of a picture: itself, or the first tile of a grid; none where there are no tiles. */
export function codedItem({ types, references }: Items, item: number): number | undefined {
  if (types.get(item) !== 'grid') return item
  return references.find(({ type, from }) => type === 'dimg' && from === item)?.to[0]
}

/** Depth and components of an item; `undefined` where it has no configuration. */
export function configurationOf(
  items: Items,
  item: number,
  { configuration, readConfiguration }: HeifKind,
): Pick<Header, 'depth' | 'components'> | undefined {
  const property = items.properties(item).find(({ type }) => type === configuration)
  return property && readConfiguration(items.open(property))
}

function findMeta(input: ByteReader, kind: HeifKind, sequence: boolean): ByteReader {
  const meta = findBox(input, 'meta')
  if (meta) return openBox(input, meta)
  const { name } = kind
  if (sequence) {
    throw new Failure(
      'unsupported',
      `${name}: sequences without a still image are not supported${insteadOf(kind)}`,
    )
  }
  throw new Failure('corrupt', `${name}: the meta box is missing`)
}

function checkEssential(properties: readonly Property[], kind: HeifKind): void {
  for (const { type, essential } of properties) {
    if (!essential || KNOWN_PROPERTIES.has(type) || kind.properties.includes(type)) continue
    throw new Failure(
      'unsupported',
      `${kind.name}: the essential property ${JSON.stringify(type)} is not supported${insteadOf(kind)}`,
    )
  }
}

/** `ispe` (ISO/IEC 23008-12, 6.5.3): the size before any transformation, for a grid that of the whole. */
function readExtents(
  items: Items,
  properties: readonly Property[],
  { name }: HeifKind,
): { width: number; height: number } {
  const ispe = properties.find(({ type }) => type === 'ispe')
  if (!ispe) throw new Failure('corrupt', `${name}: the size (ispe) of the image is missing`)
  const body = items.open(ispe)
  const width = body.u32be(4)
  const height = body.u32be(8)
  if (width === 0 || height === 0) throw new Failure('corrupt', `${name}: the width or height is 0`)
  return { width, height }
}

const cut = (coded: Pick<Header, 'width' | 'height'>, { x, y, width, height }: Aperture) => ({
  width,
  height,
  coded: { ...coded, x, y },
})
