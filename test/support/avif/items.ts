import sharp, { type AvifOptions } from 'sharp'
import { be16, be32, join } from '../bytes/image-writers.ts'
import { box, ftyp, fullBox, type Item, meta, property } from './writer.ts'

/** A coded picture, which consists of its configuration box and AV1 data. */
export interface CodedPicture {
  readonly av1C: Uint8Array
  readonly data: Uint8Array
}

/**
 * Returns the pictures of an AVIF written by libheif: the colors, and the alpha plane if there is
 * one.
 */
export function codedPictures(file: Buffer): CodedPicture[] {
  const end = (at: number) => at + file.readUInt32BE(at)
  const configurations: Uint8Array[] = []
  for (let at = file.indexOf('av1C') - 4; at > 0; at = file.indexOf('av1C', end(at)) - 4)
    configurations.push(file.subarray(at, end(at)))
  // `iloc`: for each item its id, data reference, base offset and one extent of offset and length.
  const first = file.indexOf('iloc') + 12
  return configurations.map((av1C, index) => {
    const at = first + 18 * index
    const offset = file.readUInt32BE(at + 4) + file.readUInt32BE(at + 10)
    return { av1C, data: file.subarray(offset, offset + file.readUInt32BE(at + 14)) }
  })
}

/** An item together with its data. */
export interface StoredItem extends Item {
  readonly data: Uint8Array
}

export interface AvifFileShape {
  readonly items: readonly StoredItem[]
  readonly references?: readonly { type: string; from: number; to: readonly number[] }[]
  readonly wide?: boolean
  /** Primary item's id. Default: the first item's id. */
  readonly primary?: number
  /** `true` if the data is stored in `meta`, in its `idat` box. */
  readonly inMeta?: boolean
  /** `true` if `mdat` comes before `meta`. */
  readonly dataFirst?: boolean
  /** `true` if the last box has size 0, which extends it to the end of the file. */
  readonly open?: boolean
  readonly extra?: readonly Uint8Array[]
}

/** Writes an AVIF. */
export function avifFile(shape: AvifFileShape): Uint8Array<ArrayBuffer> {
  const { items, references = [], wide = false, inMeta = false, dataFirst = false, extra = [] } = shape
  const head = ftyp()
  const data = join(...items.map((item) => item.data))

  function metaAt(start: number): Uint8Array {
    let offset = start
    const id = wide ? be32 : be16
    const entries = items.map((item) => {
      const entry = join(
        id(item.id),
        be16(Number(inMeta)),
        be16(0),
        be16(1),
        be32(offset),
        be32(item.data.length),
      )
      offset += item.data.length
      return entry
    })
    const iloc = fullBox('iloc', join(0x44, 0, id(items.length), ...entries), wide ? 2 : 1)
    const boxes = inMeta ? [iloc, box('idat', data)] : [iloc]
    return meta({
      primary: shape.primary ?? items[0]?.id ?? 1,
      items,
      references,
      wide,
      extra: [...boxes, ...extra],
    })
  }

  const mdat = inMeta ? [] : box('mdat', data)
  const metaLength = metaAt(0).length
  const before = inMeta ? 0 : head.length + 8 + (dataFirst ? 0 : metaLength)
  const boxes = [head, ...(dataFirst ? [mdat, metaAt(before)] : [metaAt(before), mdat])]
  const file = join(...boxes)
  if (shape.open)
    file.set(be32(0), dataFirst || inMeta ? file.length - metaLength : file.length - mdat.length)
  return file
}

/** `pixi` with the same depth for all channels. */
export const pixi = (channels: number, depth: number) =>
  fullBox('pixi', [channels, ...Array<number>(channels).fill(depth)])

/** The data of a `grid` item (ISO/IEC 23008-12, 6.6.2.3). */
export const gridData = (rows: number, columns: number, width: number, height: number) =>
  join(0, 0, rows - 1, columns - 1, be16(width), be16(height))

/** Properties that every picture must have. */
export const sized = (width: number, height: number, { av1C }: CodedPicture) => [
  property.ispe(width, height),
  av1C,
]

export interface GridShape extends Omit<AvifFileShape, 'items' | 'references'> {
  readonly rows: number
  readonly columns: number
  readonly width: number
  readonly height: number
  readonly tile: { readonly width: number; readonly height: number }
  /** Tiles row by row. */
  readonly tiles: readonly CodedPicture[]
  /** Additional properties for the grid and for each tile. */
  readonly properties?: readonly Uint8Array[]
  readonly tileProperties?: readonly Uint8Array[]
}

/** Writes an AVIF whose primary item is a grid of tiles (ISO/IEC 23008-12, 6.6.2.3). */
export function gridFile(shape: GridShape): Uint8Array<ArrayBuffer> {
  const { rows, columns, width, height, tile, tiles, properties = [], tileProperties = [], ...rest } = shape
  const parts = tiles.map((picture, index) => ({
    id: index + 2,
    properties: [...sized(tile.width, tile.height, picture), ...tileProperties],
    data: picture.data,
  }))
  const grid = {
    id: 1,
    type: 'grid',
    properties: [property.ispe(width, height), ...properties],
    data: gridData(rows, columns, width, height),
  }
  // With `wide`, property indices have 15 bits. Otherwise they have 7 bits.
  return avifFile({
    wide: tiles.length > 60,
    ...rest,
    items: [grid, ...parts],
    references: [{ type: 'dimg', from: 1, to: parts.map(({ id }) => id) }],
  })
}

/** Cuts a picture into tiles and writes them as an AVIF grid. */
export async function gridOf(
  picture: { width: number; height: number; data: Uint8Array },
  tile: { width: number; height: number },
  options: AvifOptions = {},
  shape: Partial<GridShape> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height, data } = picture
  const columns = Math.ceil(width / tile.width)
  const rows = Math.ceil(height / tile.height)
  const raw = { raw: { width, height, channels: 4 } } as const
  const whole = sharp(data, raw)
    .removeAlpha()
    .extend({
      right: columns * tile.width - width,
      bottom: rows * tile.height - height,
      extendWith: 'copy',
    })
  const padded = await whole.png({ compressionLevel: 0 }).toBuffer()
  const tiles: CodedPicture[] = []
  for (let at = 0; at < rows * columns; at++) {
    const [left, top] = [(at % columns) * tile.width, Math.floor(at / columns) * tile.height]
    const file = await sharp(padded)
      .extract({ left, top, ...tile })
      .avif({ chromaSubsampling: '4:2:0', effort: 0, ...options })
      .toBuffer()
    tiles.push(...codedPictures(file))
  }
  return gridFile({ rows, columns, width, height, tile, tiles, ...shape })
}
