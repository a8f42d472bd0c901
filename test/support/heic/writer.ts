import type { Size } from '../../../src/engine/picture/size.ts'
import { gridData } from '../avif/items.ts'
import { ALPHA_URN } from '../avif/writer.ts'
import { join } from '../bytes/image-writers.ts'
import { alternatives, toneMapData } from '../gain-map/tone-map.ts'
import { type HeifItem, type HeifReference, type HeifShape, heifFile, heifProperty } from './heif-file.ts'
import { type CodedHevc, chromaSize, type HevcPicture, writeHevc } from './hevc-writer.ts'

export const GAIN_MAP_URN = 'urn:com:apple:photo:2020:aux:hdrgainmap'

export { ALPHA_URN }

/**
 * A picture that is stored as one item. With `tile`, it is stored as a grid with tiles of this
 * size.
 */
export interface HeicImage extends HevcPicture {
  readonly tile?: Size
  /** Additional properties. Size, configuration and depths are always written. */
  readonly properties?: readonly Uint8Array[]
  /** Additional properties of each tile. */
  readonly tileProperties?: readonly Uint8Array[]
}

/** A tone-mapped picture derived from the primary picture by a gain map. */
export interface HeicToneMap {
  readonly map: HeicImage
  readonly data?: Uint8Array
  /** Additional properties. The size is always written. */
  readonly properties?: readonly Uint8Array[]
}

export interface HeicShape extends Omit<HeifShape, 'items' | 'references' | 'primary'> {
  readonly image: HeicImage
  /** Auxiliary pictures by the URN of their type. */
  readonly auxiliary?: Readonly<Record<string, HeicImage>>
  readonly toneMap?: HeicToneMap
  readonly thumbnail?: HeicImage
  /** EXIF as a TIFF block. */
  readonly exif?: Uint8Array
  readonly xmp?: string
  /**
   * Properties of identity items (`iden`). The first item shows the image, each other one shows the
   * item before it, and the last one is primary.
   */
  readonly derived?: readonly (readonly Uint8Array[])[]
  /** Function that changes the items and references before they are written. */
  readonly edit?: (parts: HeicParts) => HeicParts
}

export interface HeicParts {
  readonly items: readonly HeifItem[]
  readonly references: readonly HeifReference[]
  readonly primary: number
}

const cut = (plane: HevcPicture['planes'][number], from: Size, to: Size, column: number, row: number) => {
  const Samples = plane instanceof Uint8Array ? Uint8Array : Uint16Array
  return new Samples(to.width * to.height).map((_, at) => {
    const x = Math.min(from.width - 1, column * to.width + (at % to.width))
    const y = Math.min(from.height - 1, row * to.height + Math.floor(at / to.width))
    return plane[y * from.width + x] ?? 0
  })
}

/** Cuts a tile from a picture. Beyond the edges of the picture, the edge samples are repeated. */
function tileOf(image: HeicImage, column: number, row: number): HevcPicture {
  const { tile = image, chroma } = image
  const [chromaFrom, chromaTo] = [chromaSize(image), chromaSize({ ...tile, chroma })]
  const planes = image.planes.map((plane, index) =>
    index === 0 ? cut(plane, image, tile, column, row) : cut(plane, chromaFrom, chromaTo, column, row),
  )
  return { ...image, width: tile.width, height: tile.height, planes }
}

const { ispe, hvcC, pixi } = heifProperty

const codedProperties = (picture: HevcPicture, { hvcC: content }: CodedHevc) => [
  hvcC(content),
  ispe(picture.width, picture.height),
]

const depths = ({ chroma, depth = 8 }: HevcPicture) => pixi(Array<number>(chroma === 0 ? 1 : 3).fill(depth))

/** Returns the items of a picture, with the picture itself last. */
function imageItems(image: HeicImage, firstId: number): { items: HeifItem[]; references: HeifReference[] } {
  const { tile, width, height, properties = [], tileProperties = [] } = image
  if (!tile) {
    const coded = writeHevc(image)
    const all = [...codedProperties(image, coded), depths(image), ...properties]
    return { items: [{ id: firstId, type: 'hvc1', data: coded.data, properties: all }], references: [] }
  }
  const [columns, rows] = [Math.ceil(width / tile.width), Math.ceil(height / tile.height)]
  const tiles = Array.from({ length: rows * columns }, (_, index): HeifItem => {
    const picture = tileOf(image, index % columns, Math.floor(index / columns))
    const coded = writeHevc(picture)
    const id = firstId + index
    const described = [...codedProperties(picture, coded), ...tileProperties]
    return { id, type: 'hvc1', data: coded.data, properties: described, hidden: true }
  })
  const id = firstId + tiles.length
  const grid = { id, type: 'grid', data: gridData(rows, columns, width, height) }
  return {
    items: [...tiles, { ...grid, properties: [ispe(width, height), depths(image), ...properties] }],
    references: [{ type: 'dimg', from: id, to: tiles.map((item) => item.id) }],
  }
}

/** Writes a HEIC whose samples are exactly the given ones. */
export function heic(shape: HeicShape): Uint8Array<ArrayBuffer> {
  const { image, auxiliary = {}, toneMap, thumbnail, exif, xmp, derived = [], ...others } = shape
  const { edit = (parts: HeicParts) => parts, ...rest } = others
  const main = imageItems(image, 1)
  const items = [...main.items]
  const references = [...main.references]
  const primary = items.length

  const nextId = () => items.length + 1
  function attach(other: HeicImage, type: string): void {
    const made = imageItems(other, nextId())
    items.push(...made.items)
    references.push(...made.references, { type, from: items.length, to: [primary] })
  }
  function describe(item: Omit<HeifItem, 'id'>): void {
    references.push({ type: 'cdsc', from: nextId(), to: [primary] })
    items.push({ ...item, id: nextId(), hidden: true })
  }
  for (const [urn, other] of Object.entries(auxiliary))
    attach({ ...other, properties: [heifProperty.auxC(urn), ...(other.properties ?? [])] }, 'auxl')
  const extra = [...(shape.extra ?? [])]
  if (toneMap) {
    const { map, data = toneMapData(), properties = [] } = toneMap
    const made = imageItems(map, nextId())
    items.push(...made.items)
    const id = nextId()
    references.push(...made.references, { type: 'dimg', from: id, to: [primary, items.length] })
    items.push({ id, type: 'tmap', data, properties: [ispe(image.width, image.height), ...properties] })
    extra.push(alternatives([id, primary]))
  }
  if (thumbnail) attach(thumbnail, 'thmb')
  // The TIFF block follows its offset and the same bytes with which APP1 begins (ISO/IEC 23008-12,
  // A.2.1).
  if (exif) describe({ type: 'Exif', data: join(0, 0, 0, 6, 'Exif\0\0', exif) })
  if (xmp !== undefined)
    describe({ type: 'mime', contentType: 'application/rdf+xml', data: new TextEncoder().encode(xmp) })
  let shown = primary
  for (const properties of derived) {
    const id = nextId()
    references.push({ type: 'dimg', from: id, to: [shown] })
    items.push({ id, type: 'iden', data: new Uint8Array(), properties })
    shown = id
  }
  return heifFile({ ...rest, extra, ...edit({ items, references, primary: shown }) })
}

/**
 * Returns planes with a gradient and a pattern. They are always the same, and every plane and
 * corner differs.
 */
export function hevcPicture(
  width: number,
  height: number,
  { chroma = 1, depth = 8 }: Partial<Pick<HevcPicture, 'chroma' | 'depth'>> = {},
): HevcPicture {
  const color = chromaSize({ width, height, chroma })
  const sizes = chroma === 0 ? [{ width, height }] : [{ width, height }, color, color]
  const most = 2 ** depth - 1
  const planes = sizes.map((size, index) => {
    const plane =
      depth === 8 ? new Uint8Array(size.width * size.height) : new Uint16Array(size.width * size.height)
    return plane.map((_, at) => {
      const [x, y] = [(at % size.width) / size.width, Math.floor(at / size.width) / size.height]
      const light = index === 0 ? 0.2 + 0.4 * x + 0.2 * y : index === 1 ? 0.3 + 0.4 * y : 0.7 - 0.4 * x
      return Math.round(most * (light + (index === 0 && at % 7 === 0 ? 0.15 : 0)))
    })
  })
  return { width, height, chroma, depth, planes }
}
