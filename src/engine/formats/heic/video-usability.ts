import type { ByteReader } from '../../bytes/reader.ts'
import { type BitReader, bitReader } from './bit-reader.ts'

/** Matrix and range for the conversion of YCbCr. `code` is a code point of ITU-T H.273, table 4. */
export interface CodedMatrix {
  readonly code: number
  readonly full: boolean
}

const SEQUENCE_PARAMETERS = 33
const NAL_HEADER = 2
/**
 * Values of HEVC if the bitstream names none (ISO/IEC 23008-2, E.3.1): an unspecified matrix and
 * limited range.
 */
const UNSPECIFIED: CodedMatrix = { code: 2, full: false }

const MAX_SETS = 64

/**
 * Reads the matrix and range from the sequence parameters in `hvcC` (ISO/IEC 14496-15, 8.3.2.1).
 * They count if the file has no `nclx`.
 */
export function readUsability(hvcC: ByteReader): CodedMatrix {
  const nal = findUnit(hvcC, SEQUENCE_PARAMETERS)
  if (!nal) return UNSPECIFIED
  const bits = bitReader(nal.subarray(NAL_HEADER))
  return (readSequence(bits) && bits.isValid() && readSignal(bits)) || UNSPECIFIED
}

function findUnit(hvcC: ByteReader, type: number): Uint8Array | undefined {
  let at = 23
  for (let arrays = hvcC.u8(22); arrays > 0; arrays--) {
    const found = (hvcC.u8(at) & 0x3f) === type
    let units = hvcC.u16be(at + 1)
    at += 3
    for (; units > 0; units--) {
      const length = hvcC.u16be(at)
      if (found) return hvcC.bytes(at + 2, length)
      at += 2 + length
    }
  }
  return undefined
}

/**
 * Skips `seq_parameter_set_rbsp` (7.3.2.2) up to its video usability information. Returns `true` if
 * that information exists and its position is known.
 */
function readSequence(bits: BitReader): boolean {
  bits.skip(4)
  const layers = bits.u(3)
  bits.skip(1)
  skipProfiles(bits, layers)
  bits.ue()
  if (bits.ue() === 3) bits.skip(1)
  skipNumbers(bits, 2)
  if (bits.u(1)) skipNumbers(bits, 4)
  skipNumbers(bits, 2)
  const orderBits = bits.ue() + 4
  const orders = bits.u(1) ? layers + 1 : 1
  skipNumbers(bits, 3 * orders + 6)
  if (bits.u(1) && bits.u(1)) skipScalingLists(bits)
  bits.skip(2)
  if (bits.u(1)) {
    bits.skip(8)
    skipNumbers(bits, 2)
    bits.skip(1)
  }
  if (!skipReferences(bits, orderBits)) return false
  bits.skip(2)
  return bits.u(1) === 1
}

function skipNumbers(bits: BitReader, count: number): void {
  for (let left = count; left > 0; left--) bits.ue()
}

/**
 * Skips `profile_tier_level` (7.3.3): 88 bits of a profile and 8 bits of a level, for the whole
 * stream and for each lower layer.
 */
function skipProfiles(bits: BitReader, layers: number): void {
  bits.skip(96)
  const present = Array.from({ length: layers }, () => [bits.u(1) * 88, bits.u(1) * 8] as const)
  if (layers > 0) bits.skip(2 * (8 - layers))
  for (const [profile, level] of present) bits.skip(profile + level)
}

/** Skips `scaling_list_data` (7.3.4). */
function skipScalingLists(bits: BitReader): void {
  for (let size = 0; size < 4; size++) {
    for (let matrix = 0; matrix < 6; matrix += size === 3 ? 3 : 1) {
      const given = bits.u(1) === 1
      skipNumbers(bits, given ? Math.min(64, 2 ** (4 + 2 * size)) + (size > 1 ? 1 : 0) : 1)
    }
  }
}

/**
 * Skips all `st_ref_pic_set` (7.3.7), which a still picture does not need. Returns `false` if a set
 * depends on another one, because the length of such a set is not known.
 */
function skipReferences(bits: BitReader, orderBits: number): boolean {
  const sets = bits.ue()
  if (sets > MAX_SETS) return false
  for (let index = 0; index < sets; index++) {
    if (index > 0 && bits.u(1)) return false
    const pictures = bits.ue() + bits.ue()
    if (pictures > MAX_SETS) return false
    for (let left = pictures; left > 0; left--) {
      bits.ue()
      bits.skip(1)
    }
  }
  if (!bits.u(1)) return true
  const longTerm = bits.ue()
  bits.skip(Math.min(longTerm, MAX_SETS) * (orderBits + 1))
  return longTerm <= MAX_SETS
}

/** Reads the first fields of `vui_parameters` (E.2.1). */
function readSignal(bits: BitReader): CodedMatrix | undefined {
  const anyRatio = 255
  if (bits.u(1) && bits.u(8) === anyRatio) bits.skip(32)
  if (bits.u(1)) bits.skip(1)
  if (!bits.u(1)) return undefined
  bits.skip(3)
  const full = bits.u(1) === 1
  const described = bits.u(1) === 1
  if (described) bits.skip(16)
  const code = described ? bits.u(8) : UNSPECIFIED.code
  return bits.isValid() ? { code, full } : undefined
}
