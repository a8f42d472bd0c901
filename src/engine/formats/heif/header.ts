import { Failure } from '../../../errors.ts'
import type { ByteReader } from '../../bytes/reader.ts'
import type { Box, Size } from '../../picture/size.ts'
import { findBox, openBox } from '../boxes.ts'
import { findAlpha, findAuxiliary, GAIN_MAP_URNS } from './auxiliary.ts'
import { colorBoxes, readColor, readMatrix } from './colors.ts'
import type { HeifHeader, HeifImage } from './heif-image.ts'
import type { Configuration, HeifKind } from './heif-kind.ts'
import { identityChain } from './identity.ts'
import { type Meta, readExtents, readImage } from './image.ts'
import { type Items, type Property, readItems } from './items.ts'
import { metadataLengths } from './metadata.ts'
import { findToneMap } from './tone-map.ts'
import { readTransforms } from './transforms.ts'

/**
 * Property types that may be marked as essential in every format. They are read here, or they do
 * not affect the header.
 */
const KNOWN_PROPERTIES = new Set('ispe pixi colr pasp clap irot imir auxC clli mdcv'.split(' '))

const insteadOf = ({ name }: HeifKind) => `; save the image as a still ${name}`

/**
 * Reads an item's header. The item is a coded picture, a grid of coded pictures, or an item that
 * shows either (`iden`).
 * @param sequence `true` if the file declares a sequence; its still picture is read
 * @param other item to read instead of the primary one
 * @throws MORE more bytes are needed
 * @throws Failure corrupt, unsupported
 */
export function readHeifHeader<Format extends string>(
  input: ByteReader,
  kind: HeifKind<Format>,
  sequence: boolean,
  other?: number,
): HeifHeader<Format> {
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
  checkTiles(items, source, kind)
  const { chroma, matrix, ...samples } = configuration
  const image = readImage({ input, meta, items, name }, source, size, item !== items.primary)
  if (!image && source !== item)
    throw unsupported('derived items (iden) of pictures whose data lies elsewhere', kind)
  const plane = alphaPlane(items, chain, coded, kind)
  if (plane !== undefined)
    checkPlane(items, plane, { size, shown: aperture ?? { x: 0, y: 0, ...size } }, kind)
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
        metaBytes: meta.content.length,
        metadata: metadataLengths(meta, items, name),
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
 * Requires that all tiles are coded pictures. If a tile showed another item, pixels outside that
 * item's aperture would be decoded.
 * @throws Failure unsupported
 */
function checkTiles(items: Items, item: number, kind: HeifKind): void {
  if (items.types.get(item) !== 'grid') return
  const type = tilesOf(items, item)
    .map((tile) => items.types.get(tile) ?? '')
    .find((it) => !kind.coded.includes(it))
  if (type !== undefined) throw unsupported(`tiles of type ${JSON.stringify(type)}`, kind)
}

/**
 * Requires that an alpha plane is a coded picture or a grid of coded tiles. If the plane has an
 * aperture, it must contain the picture's shown part. Decoding ignores the plane's aperture, so
 * alpha outside a smaller aperture would become visible.
 * @throws Failure unsupported, corrupt
 */
function checkPlane(
  items: Items,
  plane: number,
  picture: { readonly size: Size; readonly shown: Box },
  kind: HeifKind,
): void {
  checkType(items, plane, kind)
  checkTiles(items, plane, kind)
  const properties = items.properties(plane)
  if (!properties.some(({ type }) => type === 'clap')) return
  const size = readExtents(items, properties, kind.name)
  const { aperture = picture.shown } = readTransforms(items, properties, size, kind.name)
  const isSameSize = size.width === picture.size.width && size.height === picture.size.height
  if (!isSameSize || !contains(aperture, picture.shown))
    throw unsupported('alpha planes with apertures (clap) of their own', kind)
}

/**
 * Returns a picture's alpha plane. It is assigned to the item that has pixels, or to that item's
 * first tile.
 * @throws Failure unsupported: the plane is assigned to an item that shows another one (`iden`), so
 *   its apertures and turns may differ
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

/**
 * Returns an auxiliary picture's chroma format and bit depth. If its codec configuration is
 * missing, they are 4:0:0 and 8 bits, as in most auxiliary pictures.
 */
function samplesOf(items: Items, item: number, kind: HeifKind): HeifImage['alpha'] {
  const coded = codedItem(items, item)
  const configuration = coded === undefined ? undefined : configurationOf(items, coded, kind)
  const { chroma, depth } = configuration ?? { chroma: '4:0:0', depth: 8 }
  return { chroma, depth }
}

const isGainMapped = (items: Items, item: number) =>
  (findAuxiliary(items, [item], GAIN_MAP_URNS) ?? findToneMap(items, item)) !== undefined

/**
 * Returns the item with a picture's coded data: the item itself, or a grid's first tile. Returns
 * `undefined` for a grid without tiles.
 */
export function codedItem(items: Items, item: number): number | undefined {
  return items.types.get(item) === 'grid' ? tilesOf(items, item)[0] : item
}

const tilesOf = ({ references }: Items, grid: number): readonly number[] =>
  references.find(({ type, from }) => type === 'dimg' && from === grid)?.to ?? []

/** Returns an item's codec configuration; `undefined` if it has none. */
export function configurationOf(
  items: Items,
  item: number,
  { configuration, readConfiguration }: HeifKind,
): Configuration | undefined {
  const property = items.properties(item).find(({ type }) => type === configuration)
  return property && readConfiguration(items.open(property))
}

/**
 * Returns the content of the `meta` box, and the content's offset in the file.
 * @throws Failure corrupt, unsupported: there is no `meta` box
 */
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

const contains = (outer: Box, inner: Box): boolean =>
  outer.x <= inner.x &&
  outer.y <= inner.y &&
  outer.x + outer.width >= inner.x + inner.width &&
  outer.y + outer.height >= inner.y + inner.height

/**
 * Checks that all essential properties are known.
 * @throws Failure unsupported: an essential property is unknown
 */
export function checkEssential(properties: readonly Property[], kind: HeifKind): void {
  for (const { type, essential } of properties) {
    if (!essential || KNOWN_PROPERTIES.has(type) || kind.properties.includes(type)) continue
    throw new Failure(
      'unsupported',
      `${kind.name}: the essential property ${JSON.stringify(type)} is not supported${insteadOf(kind)}`,
    )
  }
}

const cut = (coded: Pick<HeifHeader, 'width' | 'height'>, { x, y, width, height }: Box) => ({
  width,
  height,
  coded: { ...coded, x, y },
})
