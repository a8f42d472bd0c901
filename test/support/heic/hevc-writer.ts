import { be16, be32, join } from '../bytes/image-writers.ts'
import { cabac, hevcBits, nalUnit } from './hevc-bits.ts'

/**
 * Chroma formats by their number (H.265, table 6-1): 0 is 4:0:0, 1 is 4:2:0, 2 is 4:2:2, 3 is
 * 4:4:4.
 */
export type ChromaFormat = 0 | 1 | 2 | 3

/**
 * The planes of a picture: luma, and two chroma planes unless the format is 4:0:0. Samples have 8
 * or 16 bits.
 */
export interface HevcPicture {
  readonly width: number
  readonly height: number
  readonly chroma: ChromaFormat
  readonly depth?: 8 | 10 | 12
  readonly planes: readonly (Uint8Array | Uint16Array)[]
  /**
   * Color description in the bitstream itself (E.2.1). By default it says full range: libheif
   * converts to full range and BT.601, and then leaves the planes unchanged. `false` omits it,
   * which means limited range.
   */
  readonly vui?: false | { readonly full: boolean; readonly nclx?: readonly [number, number, number] }
  /** False size for the sequence parameter set. */
  readonly told?: { readonly width: number; readonly height: number }
  /** Number of hidden pictures that precede the picture. They are its copies and not for output. */
  readonly unseen?: number
}

/** A picture as stored in an item of a HEIF file. */
export interface CodedHevc {
  /** Content of the `hvcC` box. */
  readonly hvcC: Uint8Array<ArrayBuffer>
  /** NAL units, each preceded by its length in four bytes. */
  readonly data: Uint8Array<ArrayBuffer>
}

const NAL = { idr: 20, vps: 32, sps: 33, pps: 34 } as const

/** Binary logarithm of the side that coding tree blocks, coding blocks and PCM blocks share. */
const LOG2_BLOCK = 4
const BLOCK = 1 << LOG2_BLOCK

/** Returns binary logarithms: luma size divided by chroma size, horizontally and vertically. */
const shiftsOf = (chroma: ChromaFormat) => [chroma === 3 ? 0 : 1, chroma === 1 ? 1 : 0] as const

/** Returns the chroma planes' size. */
export function chromaSize({ width, height, chroma }: Pick<HevcPicture, 'width' | 'height' | 'chroma'>) {
  const [across, down] = shiftsOf(chroma)
  return { width: (width + across) >> across, height: (height + down) >> down }
}

/**
 * Returns profile and level (7.3.3): Main Still Picture, Main 10, or the range extensions of A.3.5.
 */
function profileTierLevel(chroma: ChromaFormat, depth: number): Uint8Array {
  const still = chroma === 1 && depth === 8
  const main10 = chroma === 1 && depth === 10
  const profile = still ? 3 : main10 ? 2 : 4
  const compatible = still ? [1, 2, 3] : [profile]
  const extension = [depth <= 12, depth <= 10, depth <= 8, chroma <= 2, chroma <= 1, chroma === 0, true, true]
  return hevcBits()
    .u([0, 2], [0, 1], [profile, 5])
    .flags(...Array.from({ length: 32 }, (_, flag) => Number(compatible.includes(flag))))
    .flags(1, 0, 0, 1)
    .flags(...extension.map((flag) => Number(profile === 4 && flag)))
    .u([0, 36], [180, 8])
    .bytes()
}

const asFields = (bytes: Uint8Array) => Array.from(bytes, (byte) => [byte, 8] as const)

/** Writes the video parameter set (7.3.2.1). */
const videoParameters = (profile: Uint8Array) =>
  hevcBits()
    .u([0, 4], [3, 2], [0, 6], [0, 3], [1, 1], [0xffff, 16], ...asFields(profile))
    .flags(1)
    .ue(0, 0, 0)
    .u([0, 6])
    .ue(0)
    .flags(0, 0)
    .trail()
    .bytes()

const aligned = (side: number) => Math.ceil(side / BLOCK) * BLOCK

/** Writes the sequence parameter set (7.3.2.2). */
function sequenceParameters(picture: HevcPicture, profile: Uint8Array): Uint8Array {
  const { chroma, depth = 8, vui = { full: true }, told: { width, height } = picture } = picture
  const [across, down] = chroma === 0 ? [0, 0] : shiftsOf(chroma)
  const bits = hevcBits()
  bits
    .u([0, 4], [0, 3], [1, 1], ...asFields(profile))
    .ue(0, chroma)
    .flags(...(chroma === 3 ? [0] : []))
    .ue(aligned(width), aligned(height))
  // The conformance window is counted in chroma samples.
  bits.flags(1).ue(0, (aligned(width) - width) >> across, 0, (aligned(height) - height) >> down)
  bits.ue(depth - 8, depth - 8, 0)
  bits.flags(1).ue(0, 0, 0)
  // Coding blocks, then transform blocks of 4 to 16 samples.
  bits.ue(LOG2_BLOCK - 3, 0, 0, LOG2_BLOCK - 2, 0, 0)
  // PCM blocks, which the loop filter does not change.
  bits
    .flags(0, 0, 0, 1)
    .u([depth - 1, 4], [depth - 1, 4])
    .ue(LOG2_BLOCK - 3, 0)
    .flags(1)
  bits.ue(0).flags(0, 0, 0)
  bits.flags(vui ? 1 : 0)
  if (vui) {
    bits
      .flags(0, 0, 1)
      .u([5, 3])
      .flags(Number(vui.full), vui.nclx ? 1 : 0)
    if (vui.nclx) bits.u(...vui.nclx.map((value) => [value, 8] as const))
    bits.flags(0, 0, 0, 0, 0, 0, 0)
  }
  return bits.flags(0).trail().bytes()
}

/**
 * Writes the picture parameter set (7.3.2.3). Deblocking is disabled. Slices say whether their
 * picture is for output.
 */
const pictureParameters = () =>
  hevcBits()
    .ue(0, 0)
    .u([1, 2], [0, 3], [0, 2])
    .ue(0, 0, 0)
    .flags(0, 0, 0)
    .ue(0, 0)
    .u([0, 7])
    .flags(1, 0, 1, 0, 0)
    .ue(0)
    .flags(0, 0)
    .trail()
    .bytes()

/** Writes the header for the first and only slice (7.3.6.1), which has type I. */
const sliceHeader = (shown: boolean) =>
  hevcBits().flags(1, 0).ue(0, 2).flags(Number(shown)).ue(0).trail().bytes()

/** Yields the samples in a plane's block. Edge samples are repeated beyond the plane. */
function* blockSamples(
  plane: Uint8Array | Uint16Array,
  size: { readonly width: number; readonly height: number },
  block: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
) {
  for (let row = 0; row < block.height; row++) {
    const from = Math.min(block.y + row, size.height - 1) * size.width
    for (let column = 0; column < block.width; column++)
      yield plane[from + Math.min(block.x + column, size.width - 1)] ?? 0
  }
}

/** Writes the PCM samples of a coding unit (7.3.8.7). */
function pcmSamples(picture: HevcPicture, column: number, row: number): Uint8Array {
  const { planes, chroma, depth = 8 } = picture
  const samples = planes.flatMap((plane, index) => {
    const [across, down] = index === 0 ? [0, 0] : shiftsOf(chroma)
    const [width, height] = [BLOCK >> across, BLOCK >> down]
    const size = index === 0 ? picture : chromaSize(picture)
    return [...blockSamples(plane, size, { x: column * width, y: row * height, width, height })]
  })
  if (depth === 8) return Uint8Array.from(samples)
  return hevcBits()
    .u(...samples.map((sample) => [sample, depth] as const))
    .align()
    .bytes()
}

/**
 * Writes the slice data (7.3.8). Every coding tree unit is one coding unit of PCM samples. It has
 * the minimum size, so there is no split flag. part_mode is the only bin with a context, which
 * starts at state 0 and codes only its more probable value.
 */
function sliceData(picture: HevcPicture): Uint8Array {
  const columns = Math.ceil(picture.width / BLOCK)
  const units = columns * Math.ceil(picture.height / BLOCK)
  const coder = cabac()
  const pieces: Uint8Array[] = []
  for (let unit = 0; unit < units; unit++) {
    if (unit > 0) coder.goOn()
    coder.likely(Math.min(unit, 62))
    pieces.push(coder.terminate(), pcmSamples(picture, unit % columns, Math.floor(unit / columns)))
  }
  return join(...pieces, coder.terminate())
}

/** Writes the content of `hvcC` (ISO/IEC 14496-15, 8.3.3.1.2). */
function configuration(
  { chroma, depth = 8 }: HevcPicture,
  profile: Uint8Array,
  units: readonly (readonly [type: number, unit: Uint8Array])[],
): Uint8Array<ArrayBuffer> {
  return join(
    1,
    profile,
    be16(0xf000),
    0xfc,
    0xfc | chroma,
    0xf8 | (depth - 8),
    0xf8 | (depth - 8),
    be16(0),
    0x0f,
    units.length,
    ...units.map(([type, unit]) => join(0x80 | type, be16(1), be16(unit.length), unit)),
  )
}

/**
 * Encodes a picture losslessly as HEVC, in PCM only. The result is large: a byte for each 8-bit
 * sample.
 */
export function writeHevc(picture: HevcPicture): CodedHevc {
  const profile = profileTierLevel(picture.chroma, picture.depth ?? 8)
  const units = [
    [NAL.vps, nalUnit(NAL.vps, videoParameters(profile))],
    [NAL.sps, nalUnit(NAL.sps, sequenceParameters(picture, profile))],
    [NAL.pps, nalUnit(NAL.pps, pictureParameters())],
  ] as const
  const samples = sliceData(picture)
  const sliceOf = (shown: boolean) => {
    const unit = nalUnit(NAL.idr, join(sliceHeader(shown), samples))
    return join(be32(unit.length), unit)
  }
  const before = Array.from({ length: picture.unseen ?? 0 }, () => sliceOf(false))
  return { hvcC: configuration(picture, profile, units), data: join(...before, sliceOf(true)) }
}
