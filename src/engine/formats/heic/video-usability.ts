import type { BitReader } from '../../bytes/bit-reader.ts'
import type { ByteReader } from '../../bytes/reader.ts'
import { openPayload, readExpGolomb } from './nal-bits.ts'

/** Matrix and range for YCbCr conversion. `code` is an ITU-T H.273 code point, table 4. */
export interface CodedMatrix {
  readonly code: number
  readonly full: boolean
}

const SEQUENCE_PARAMETERS = 33
const NAL_HEADER = 2
/**
 * Matrix and range that HEVC assumes if the bitstream names none (ISO/IEC 23008-2, E.3.1): an
 * unspecified matrix and limited range.
 */
const UNSPECIFIED: CodedMatrix = { code: 2, full: false }

const MAX_SETS = 64

/**
 * Reads the matrix and range from the sequence parameters in `hvcC` (ISO/IEC 14496-15, 8.3.2.1).
 * They apply if the file has no `nclx`, the `colr` box with code points.
 */
export function readUsability(hvcC: ByteReader): CodedMatrix {
  const nal = findUnit(hvcC, SEQUENCE_PARAMETERS)
  if (!nal) return UNSPECIFIED
  const input = openPayload(nal.subarray(NAL_HEADER))
  return (readSequence(input) && input.isValid() && readSignal(input)) || UNSPECIFIED
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
 * Reads past the fields in `seq_parameter_set_rbsp` (7.3.2.2) that precede its video usability
 * information. Returns `true` if that information follows.
 */
function readSequence(input: BitReader): boolean {
  input.skip(4)
  const layers = input.bits(3)
  input.skip(1)
  skipProfiles(input, layers)
  readExpGolomb(input)
  if (readExpGolomb(input) === 3) input.skip(1)
  skipNumbers(input, 2)
  if (input.flag()) skipNumbers(input, 4)
  skipNumbers(input, 2)
  const orderBits = readExpGolomb(input) + 4
  const orders = input.flag() ? layers + 1 : 1
  skipNumbers(input, 3 * orders + 6)
  if (input.flag() && input.flag()) skipScalingLists(input)
  input.skip(2)
  if (input.flag()) {
    input.skip(8)
    skipNumbers(input, 2)
    input.skip(1)
  }
  if (!skipReferences(input, orderBits)) return false
  input.skip(2)
  return input.flag()
}

function skipNumbers(input: BitReader, count: number): void {
  for (let left = count; left > 0; left--) readExpGolomb(input)
}

/**
 * Skips `profile_tier_level` (7.3.3): 88 bits for a profile and 8 bits for a level, for the whole
 * stream and for each lower layer.
 */
function skipProfiles(input: BitReader, layers: number): void {
  input.skip(96)
  const present = Array.from({ length: layers }, () => [input.bits(1) * 88, input.bits(1) * 8] as const)
  if (layers > 0) input.skip(2 * (8 - layers))
  for (const [profile, level] of present) input.skip(profile + level)
}

/** Skips `scaling_list_data` (7.3.4). */
function skipScalingLists(input: BitReader): void {
  for (let size = 0; size < 4; size++) {
    for (let matrix = 0; matrix < 6; matrix += size === 3 ? 3 : 1) {
      const given = input.flag()
      skipNumbers(input, given ? Math.min(64, 1 << (4 + 2 * size)) + (size > 1 ? 1 : 0) : 1)
    }
  }
}

/**
 * Skips all `st_ref_pic_set` (7.3.7), which a still picture does not need. Returns `false` if a set
 * depends on another one, because the length of such a set is not known.
 */
function skipReferences(input: BitReader, orderBits: number): boolean {
  const sets = readExpGolomb(input)
  if (sets > MAX_SETS) return false
  for (let index = 0; index < sets; index++) {
    if (index > 0 && input.flag()) return false
    const pictures = readExpGolomb(input) + readExpGolomb(input)
    if (pictures > MAX_SETS) return false
    for (let left = pictures; left > 0; left--) {
      readExpGolomb(input)
      input.skip(1)
    }
  }
  if (!input.flag()) return true
  const longTerm = readExpGolomb(input)
  input.skip(Math.min(longTerm, MAX_SETS) * (orderBits + 1))
  return longTerm <= MAX_SETS
}

/** Reads the first fields in `vui_parameters` (E.2.1). */
function readSignal(input: BitReader): CodedMatrix | undefined {
  const anyRatio = 255
  if (input.flag() && input.bits(8) === anyRatio) input.skip(32)
  if (input.flag()) input.skip(1)
  if (!input.flag()) return undefined
  input.skip(3)
  const full = input.flag()
  const described = input.flag()
  if (described) input.skip(16)
  const code = described ? input.bits(8) : UNSPECIFIED.code
  return input.isValid() ? { code, full } : undefined
}
