import { box, fullBox } from '../avif/writer.ts'
import { be32, join } from '../bytes/image-writers.ts'
import { ISO_GAIN, type IsoGain, isoGain } from './ultra-hdr-writer.ts'

/** Returns the data for a `tmap` item: a version, then the ISO 21496-1 metadata. */
export const toneMapData = (gain: IsoGain = ISO_GAIN, version = 0) => join(version, isoGain(gain))

/** Returns a group of alternative items, the preferred one first (ISO/IEC 14496-12, 8.18). */
export const alternatives = (items: readonly number[]) =>
  box('grpl', fullBox('altr', join(be32(1000), be32(items.length), ...items.map(be32))))
