import { type BitReader, openBits } from '../../../../src/engine/bytes/bit-reader.ts'
import { OBU, readObus } from '../../../../src/engine/formats/avif/obu.ts'
import { readBlockDeltas, readLoopFilter, readQuantizer, readSegments } from './quantizer.ts'
import { type Av1Sequence, readAv1Sequence } from './sequence.ts'
import { readTiles } from './tiles.ts'

/** Header of a key frame, with the coding tools that it enables (AV1 specification, 5.9.2). */
export interface Av1Frame {
  readonly sequence: Av1Sequence
  /** Width of the coded picture, before superres enlarges it. */
  readonly codedWidth: number
  readonly superres: boolean
  /** `true` if blocks may use palettes. */
  readonly screenContent: boolean
  readonly intraBlockCopy: boolean
  readonly tiles: { readonly columns: number; readonly rows: number }
  readonly quantizer: number
  readonly lossless: boolean
  /** `true` if any strength of the constrained directional enhancement filter (CDEF) is not 0. */
  readonly cdef: boolean
  /** Loop restoration filter of each plane. */
  readonly restoration: readonly Restoration[]
  readonly grain: boolean
}

type Restoration = 'none' | 'switchable' | 'wiener' | 'selfguided'

/** Values of Remap_Lr_Type (6.10.15). */
const RESTORATIONS: readonly Restoration[] = ['none', 'switchable', 'wiener', 'selfguided']

/** Reads cdef_params (5.9.19). */
function readCdef(bits: BitReader, gray: boolean): boolean {
  bits.skip(2)
  const count = 2 ** bits.bits(2)
  let found = false
  for (let set = 0; set < count; set++) {
    const strengths = [bits.bits(6), gray ? 0 : bits.bits(6)]
    found ||= strengths.some((strength) => strength > 0)
  }
  return found
}

/** Reads lr_params (5.9.20). */
function readRestoration(bits: BitReader, { gray, largeBlocks, halved }: Av1Sequence): Restoration[] {
  const types = Array.from({ length: gray ? 1 : 3 }, () => RESTORATIONS[bits.bits(2)] ?? 'none')
  if (types.every((type) => type === 'none')) return types
  if (bits.flag() && !largeBlocks) bits.skip(1)
  if (!gray && halved[0] && halved[1] && types.slice(1).some((type) => type !== 'none')) bits.skip(1)
  return types
}

function readFrame(bits: BitReader, sequence: Av1Sequence): Av1Frame {
  const { reduced, sizeBits, idBits, gray } = sequence
  if (!reduced && (bits.flag() || bits.bits(2) !== 0 || !bits.flag()))
    throw new Error('the first frame is no key frame that is shown')
  const keepsTables = bits.flag()
  const screenContent = sequence.screenContent === 2 ? bits.flag() : sequence.screenContent === 1
  if (screenContent && sequence.integerMotion === 2) bits.skip(1)
  bits.skip(idBits)
  const resized = !reduced && bits.flag()
  bits.skip(sequence.orderHintBits)
  let { width, height } = sequence
  if (resized) [width, height] = [bits.bits(sizeBits[0]) + 1, bits.bits(sizeBits[1]) + 1]
  const superres = sequence.superres && bits.flag()
  const codedWidth = superres ? upscaledFrom(width, bits.bits(3) + 9) : width
  if (bits.flag()) bits.skip(32)
  const intraBlockCopy = screenContent && codedWidth === width && bits.flag()
  if (!reduced && !keepsTables) bits.skip(1)
  const tiles = readTiles(bits, codedWidth, height, sequence.largeBlocks)
  const { base, plain } = readQuantizer(bits, sequence)
  const segments = readSegments(bits)
  readBlockDeltas(bits, base, intraBlockCopy)
  const lossless = plain && segments.every((delta) => base + delta <= 0)
  const filtered = !lossless && !intraBlockCopy
  if (filtered) readLoopFilter(bits, gray)
  const cdef = filtered && sequence.cdef && readCdef(bits, gray)
  const restores = sequence.restoration && !intraBlockCopy && !(lossless && codedWidth === width)
  const restoration = restores ? readRestoration(bits, sequence) : []
  // Skips tx_mode_select and reduced_tx_set.
  bits.skip(lossless ? 1 : 2)
  const grain = sequence.grain && bits.flag()
  const size = { sequence, codedWidth, superres, tiles }
  return { ...size, screenContent, intraBlockCopy, quantizer: base, lossless, cdef, restoration, grain }
}

/** Returns the coded width (superres_params, 5.9.8), which is 8/`eighths` of the upscaled width. */
const upscaledFrom = (width: number, eighths: number) => Math.floor((8 * width + (eighths >> 1)) / eighths)

/**
 * Reads the first frame's header in AV1 data. The frame must be a key frame.
 * @throws Error the data has no such frame
 */
export function readAv1Frame(data: Uint8Array): Av1Frame {
  let sequence: Av1Sequence | undefined
  for (const { type, payload } of readObus(data)) {
    if (type === OBU.sequence) sequence ??= readAv1Sequence(openBits(payload))
    if (sequence && (type === OBU.frame || type === OBU.frameHeader))
      return readFrame(openBits(payload), sequence)
  }
  throw new Error('there is no frame')
}
