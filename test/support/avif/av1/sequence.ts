import type { BitReader } from '../../../../src/engine/bytes/bit-reader.ts'

/** Sequence header fields that affect frame header parsing (AV1 specification, 5.5). */
export interface Av1Sequence {
  readonly profile: number
  readonly reduced: boolean
  readonly width: number
  readonly height: number
  readonly sizeBits: readonly [width: number, height: number]
  readonly idBits: number
  readonly largeBlocks: boolean
  /** 0 or 1; 2 if each frame chooses. */
  readonly screenContent: number
  readonly integerMotion: number
  readonly orderHintBits: number
  readonly superres: boolean
  readonly cdef: boolean
  readonly restoration: boolean
  readonly depth: 8 | 10 | 12
  readonly gray: boolean
  /** `true` if chroma has half the resolution, horizontally and vertically. */
  readonly halved: readonly [boolean, boolean]
  readonly full: boolean
  readonly separateChroma: boolean
  readonly grain: boolean
}

const SELECT = 2

function readOperatingPoints(bits: BitReader): void {
  if (bits.flag()) throw new Error('sequence headers with timing are not read')
  const delays = bits.flag()
  const points = bits.bits(5) + 1
  for (let point = 0; point < points; point++) {
    bits.skip(12)
    if (bits.bits(5) > 7) bits.skip(1)
    if (delays && bits.flag()) bits.skip(4)
  }
}

function readTools(bits: BitReader): Pick<Av1Sequence, 'screenContent' | 'integerMotion' | 'orderHintBits'> {
  bits.skip(4)
  const ordered = bits.flag()
  if (ordered) bits.skip(2)
  const screenContent = bits.flag() ? SELECT : bits.bits(1)
  const integerMotion = screenContent === 0 || bits.flag() ? SELECT : bits.bits(1)
  return { screenContent, integerMotion, orderHintBits: ordered ? bits.bits(3) + 1 : 0 }
}

/** Reads color_config (5.5.2). */
function readColors(
  bits: BitReader,
  profile: number,
): Pick<Av1Sequence, 'depth' | 'gray' | 'halved' | 'full' | 'separateChroma'> {
  const high = bits.flag()
  const depth = high ? (profile === 2 && bits.flag() ? 12 : 10) : 8
  const gray = profile !== 1 && bits.flag()
  const codes = bits.flag() ? [bits.bits(8), bits.bits(8), bits.bits(8)] : []
  if (gray) return { depth, gray, halved: [true, true], full: bits.flag(), separateChroma: false }
  if (codes.join() === '1,13,0')
    return { depth, gray, halved: [false, false], full: true, separateChroma: bits.flag() }
  const full = bits.flag()
  const halved = readHalved(bits, profile, depth)
  if (halved[1]) bits.skip(2)
  return { depth, gray, halved, full, separateChroma: bits.flag() }
}

function readHalved(bits: BitReader, profile: number, depth: number): readonly [boolean, boolean] {
  if (profile < 2) return profile === 0 ? [true, true] : [false, false]
  if (depth < 12) return [true, false]
  const across = bits.flag()
  return [across, across && bits.flag()]
}

/**
 * Reads a sequence header (5.5.1).
 * @throws Error the header has a timing model, which still images never have
 */
export function readAv1Sequence(bits: BitReader): Av1Sequence {
  const profile = bits.bits(3)
  bits.skip(1)
  const reduced = bits.flag()
  if (reduced) bits.skip(5)
  else readOperatingPoints(bits)
  const sizeBits = [bits.bits(4) + 1, bits.bits(4) + 1] as const
  const [width, height] = [bits.bits(sizeBits[0]) + 1, bits.bits(sizeBits[1]) + 1]
  const idBits = !reduced && bits.flag() ? bits.bits(4) + 2 + bits.bits(3) + 1 : 0
  const largeBlocks = bits.flag()
  bits.skip(2)
  const tools = reduced ? { screenContent: SELECT, integerMotion: SELECT, orderHintBits: 0 } : readTools(bits)
  const [superres, cdef, restoration] = [bits.flag(), bits.flag(), bits.flag()]
  const colors = readColors(bits, profile)
  return {
    profile,
    reduced,
    width,
    height,
    sizeBits,
    idBits,
    largeBlocks,
    ...tools,
    superres,
    cdef,
    restoration,
    ...colors,
    grain: bits.flag(),
  }
}
