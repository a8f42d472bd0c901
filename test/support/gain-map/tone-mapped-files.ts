import type { FoundGainMap } from '../../../src/engine/formats/format.ts'
import { formats } from '../../../src/engine/formats/formats.ts'
import type { Header } from '../../../src/engine/formats/header.ts'
import { probe } from '../../../src/engine/formats/probe.ts'
import { type HeicShape, type HeicToneMap, heic, hevcPicture } from '../heic/writer.ts'
import { scene } from '../picture/scene.ts'
import { coded, codedGray, type ToneMappedShape, toneMappedAvif } from './tone-mapped-avif.ts'

const image = hevcPicture(48, 32)
export const HEVC_MAP = hevcPicture(24, 16, { chroma: 0 })

/** Returns a tone-mapped HEIC of 48 × 32 pixels. Its gain map has half the width and height. */
export const toneMappedHeic = (toneMap: Partial<HeicToneMap> = {}, shape: Partial<HeicShape> = {}) =>
  heic({ image, toneMap: { map: HEVC_MAP, ...toneMap }, ...shape })

const base = await coded(scene(128, 96), { chromaSubsampling: '4:2:0' })

/** Gain maps of 64 × 48 pixels, one for each way in which Signet decodes a gain map. */
export const AV1_MAPS = {
  '4:0:0': await codedGray(scene(64, 48)),
  '4:2:0': await coded(scene(64, 48), { chromaSubsampling: '4:2:0' }),
  '4:4:4': await coded(scene(64, 48)),
  '10 bits': await coded(scene(64, 48), { bitdepth: 10 }),
} as const

/** Returns a tone-mapped AVIF of 128 × 96 pixels. */
export const toneMapped = (shape: Partial<ToneMappedShape> = {}) =>
  toneMappedAvif({ base, map: AV1_MAPS['4:0:0'], ...shape })

/** Returns the gain map that the header of a file names. */
export function foundGainMap(file: Uint8Array<ArrayBuffer>): FoundGainMap<Header> | undefined {
  const header = probe(file, true)
  return header?.gainMap ? formats[header.format].readGainMap?.(file, header) : undefined
}

/** Returns tone-mapped AVIFs of all kinds. */
export const toneMappedAvifs = (): ReadonlyMap<string, Uint8Array<ArrayBuffer>> =>
  new Map(
    Object.entries(AV1_MAPS).map(([name, map]) => [`AVIF: with a tone map of ${name}`, toneMapped({ map })]),
  )
