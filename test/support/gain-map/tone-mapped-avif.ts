import sharp, { type AvifOptions } from 'sharp'
import type { Frame } from '../../../src/engine/picture/picture.ts'
import {
  avifFile,
  type CodedPicture,
  codedPictures,
  gridData,
  type StoredItem,
  sized,
} from '../avif/items.ts'
import { property } from '../avif/writer.ts'
import { rawOf } from '../picture/decoded.ts'
import { alternatives, toneMapData } from './tone-map.ts'

/** A coded picture and its size. */
export interface SizedPicture extends CodedPicture {
  readonly width: number
  readonly height: number
}

/** Returns a picture encoded by sharp. */
export async function coded(picture: Frame, options: AvifOptions = {}): Promise<SizedPicture> {
  const { width, height } = picture
  const image = sharp(picture.data, rawOf(picture)).removeAlpha()
  const [found] = codedPictures(await image.avif({ effort: 1, quality: 90, ...options }).toBuffer())
  if (!found) throw new Error('sharp has written no picture')
  return { ...found, width, height }
}

/** Returns the luma of a picture as a coded 4:0:0 picture. Sharp encodes alpha in this form. */
export async function codedGray(picture: Frame): Promise<SizedPicture> {
  const { width, height } = picture
  const { data } = await sharp(picture.data, rawOf(picture))
    .removeAlpha()
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const pixels = Uint8Array.from({ length: width * height * 4 }, (_, at) => data[at >> 2] ?? 0)
  const image = sharp(pixels, { raw: { width, height, channels: 4 } })
  const [, plane] = codedPictures(await image.avif({ effort: 1, quality: 100 }).toBuffer())
  if (!plane) throw new Error('sharp has written no alpha plane')
  return { ...plane, width, height }
}

/** Item ids. libavif requires the items in id order. */
export const TONE_MAPPED = { base: 1, filler: 2, map: 3, tile: 4, toneMap: 5 } as const

export interface ToneMappedShape {
  readonly base: SizedPicture
  readonly map: SizedPicture
  /** `true` if the gain map is a grid of a single tile. */
  readonly grid?: boolean
  readonly data?: Uint8Array
  /** Additional properties. Size and configuration are always written. */
  readonly properties?: {
    readonly base?: readonly Uint8Array[]
    readonly map?: readonly Uint8Array[]
    readonly toneMap?: readonly Uint8Array[]
  }
  /** Number of unused bytes between the base image's data and the gain map's data. */
  readonly between?: number
  /** Ids for other items from which the tone-mapped item is derived. */
  readonly inputs?: readonly number[]
  readonly primary?: number
}

function mapItems({ map, grid = false, properties = {} }: ToneMappedShape): readonly StoredItem[] {
  const { width, height, data } = map
  const [coded, own] = [sized(width, height, map), properties.map ?? []]
  if (!grid) return [{ id: TONE_MAPPED.map, data, properties: [...coded, ...own] }]
  const whole = { type: 'grid', data: gridData(1, 1, width, height) }
  return [
    { id: TONE_MAPPED.map, ...whole, properties: [property.ispe(width, height), ...own] },
    { id: TONE_MAPPED.tile, data, properties: coded },
  ]
}

/** Writes an AVIF with a tone map (ISO/IEC 23008-12:2024, Amendment 1). */
export function toneMappedAvif(shape: ToneMappedShape): Uint8Array<ArrayBuffer> {
  const { base, grid = false, data = toneMapData(), properties = {}, between = 0 } = shape
  const { base: id, filler, map, tile, toneMap } = TONE_MAPPED
  const { width, height } = base
  const items: StoredItem[] = [
    { id, data: base.data, properties: [...sized(width, height, base), ...(properties.base ?? [])] },
    ...(between > 0 ? [{ id: filler, type: 'Exif', data: new Uint8Array(between), properties: [] }] : []),
    ...mapItems(shape),
    {
      id: toneMap,
      type: 'tmap',
      data,
      properties: [property.ispe(width, height), ...(properties.toneMap ?? [])],
    },
  ]
  return avifFile({
    items,
    primary: shape.primary ?? id,
    references: [
      { type: 'dimg', from: toneMap, to: shape.inputs ?? [id, map] },
      ...(grid ? [{ type: 'dimg', from: map, to: [tile] }] : []),
    ],
    extra: [alternatives([toneMap, id])],
  })
}
