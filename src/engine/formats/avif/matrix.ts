import { Failure } from '../../../errors.ts'
import { openReader } from '../../bytes/reader.ts'
import type { Chroma } from '../../picture/header.ts'
import { readMatrix } from '../heif/colors.ts'
import { decodedExtents } from '../heif/decoded-items.ts'
import { findMeta } from '../heif/header.ts'
import type { HeifImage } from '../heif/heif-image.ts'
import { readItems } from '../heif/items.ts'
import { AVIF } from './av1-configuration.ts'
import { readSequence, STILL_BYTES } from './still.ts'

type Coding = NonNullable<HeifImage['matrix']>

type Condition = (coding: Coding, chroma: Chroma) => boolean

const always: Condition = () => true
/** `true` if no component is subsampled. The identity matrix (G, B and R planes) requires this. */
const isNotSubsampled: Condition = (_, chroma) => chroma === '4:4:4' || chroma === '4:0:0'
const isFull: Condition = ({ full }) => full

/**
 * Matrices that libavif converts, as ITU-T H.273 code points (table 4): 0 identity, 1 BT.709, 2
 * unspecified, 4 FCC, 5 and 6 BT.601, 7 SMPTE 240, 8 YCgCo, 9 BT.2020 with non-constant luminance,
 * 12 derived from the primaries. For all others, libavif 1.0 returns whatever its memory contained,
 * and reports no error. This was tested on 2026-11-29 with each code point, in full and limited
 * range.
 */
const CONVERTED: ReadonlyMap<number, Condition> = new Map<number, Condition>([
  [0, isNotSubsampled],
  [8, isFull],
  ...[1, 2, 4, 5, 6, 7, 9, 12].map((code) => [code, always] as const),
])

/**
 * Refuses an image whose colors libavif cannot convert.
 * @param file the whole file
 * @param item the picture's item; by default the primary item
 * @throws Failure unsupported, corrupt
 */
export function assertMatrix(file: Uint8Array, item?: number): void {
  const { content } = findMeta(openReader(file, true), AVIF, false)
  const items = readItems(content, AVIF.name)
  const colors = items.properties(item ?? items.primary).filter(({ type }) => type === 'colr')
  const sequence = firstSequence(file, item)
  const coding = readMatrix(colors.map(items.open)) ?? (sequence && { ...sequence, code: sequence.matrix })
  if (!coding || CONVERTED.get(coding.code)?.(coding, sequence?.chroma ?? '4:4:4')) return
  throw new Failure(
    'unsupported',
    `AVIF: the colors have matrix coefficients ${coding.code} (${coding.full ? 'full' : 'limited'} range, ${sequence?.chroma}), which are not supported; save the image with those of BT.709 or BT.601`,
  )
}

/**
 * Returns a picture's AV1 sequence header. For a grid, it is the sequence header in the first tile
 * that has one.
 */
function firstSequence(file: Uint8Array, item: number | undefined) {
  for (const [first] of decodedExtents(file, AVIF, item)) {
    if (!first) continue
    const { at, length } = first
    const sequence = readSequence(file.subarray(at, at + Math.min(length, STILL_BYTES)))
    if (sequence) return sequence
  }
  return undefined
}
