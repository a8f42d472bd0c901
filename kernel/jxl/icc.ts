/**
 * ICC profiles in the codestream (ISO/IEC 18181-1:2022, E.4). A profile becomes commands and data,
 * which predict most bytes. Both are entropy coded.
 */

import { aligned } from './aligned'
import {
  codeBytes,
  countTokens,
  finishCode,
  openCode,
  recordOf,
  TOKENS_MARGIN,
  writeCode,
  writeTokens,
} from './entropy'
import { writeU64 } from './fields'

const CONTEXTS: u32 = 41
const ALPHABET_BITS: u32 = 5
const CLUSTERS: u32 = 8

const HEADER: u32 = 128
const TAG: u32 = 12
/** Maximum number of tags that are coded as a list. */
const MAX_TAGS: u32 = 128
/**
 * Bytes for commands and for two numbers before them: at most 11 for a tag, 14 for each content
 * part, and at most two parts for a tag.
 */
const COMMAND_BYTES: usize = 8192

/**
 * Predicted header, from its byte 8 to 79 (E.4.3). The bytes from 80 on repeat those from byte 4
 * on.
 */
const PREDICTED: usize = memory.data<u8>([
  4, 0, 0, 0, 109, 110, 116, 114, 82, 71, 66, 32, 88, 89, 90, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 97, 99,
  115, 112, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 246,
  214, 0, 1, 0, 0, 0, 0, 211, 45,
])
/** Tags that have their own command, in the order of the commands from `FIRST_TAG` on (E.4.4). */
const TAGS: usize = memory.data<u8>([
  99, 112, 114, 116, 119, 116, 112, 116, 98, 107, 112, 116, 114, 88, 89, 90, 103, 88, 89, 90, 98, 88, 89, 90,
  107, 88, 89, 90, 114, 84, 82, 67, 103, 84, 82, 67, 98, 84, 82, 67, 107, 84, 82, 67, 99, 104, 97, 100, 100,
  101, 115, 99, 99, 104, 114, 109, 100, 109, 110, 100, 100, 109, 100, 100, 108, 117, 109, 105,
])
const TAG_NAMES: u32 = 17
/** Types that have their own command: XYZ, desc, text, mluc, para, curv, sf32 and gbd (E.4.5). */
const TYPES: usize = memory.data<u8>([
  88, 89, 90, 32, 100, 101, 115, 99, 116, 101, 120, 116, 109, 108, 117, 99, 112, 97, 114, 97, 99, 117, 114,
  118, 115, 102, 51, 50, 103, 98, 100, 32,
])
const TYPE_NAMES: u32 = 8
const TYPE_XYZ: u32 = 0
const TYPE_MLUC: u32 = 3
const TYPE_CURV: u32 = 5

/** Tag list commands, and flags for an explicit offset and size. */
const UNKNOWN_TAG: u32 = 1
const CURVES: u32 = 2
const PRIMARIES: u32 = 3
const FIRST_TAG: u32 = 4
const WITH_OFFSET: u32 = 64
const WITH_SIZE: u32 = 128
/** Content commands. */
const INSERT: u32 = 1
const SHUFFLE: u32 = 2
const PREDICT: u32 = 4
const XYZ: u32 = 10
const FIRST_TYPE: u32 = 16
/** Predicts 16-bit numbers by continuing a line. */
const LINE_OF_PAIRS: u32 = 5

const NAME_RXYZ: u32 = 0x7258595a
const NAME_RTRC: u32 = 0x72545243

let profile: usize = 0
let size: u32 = 0
let tags: u32 = 0
let commands: usize = 0
let commandsEnd: usize = 0
let data: usize = 0
let dataEnd: usize = 0

/** Returns the size in bytes of the memory for writing a profile. */
export function iccBytes(length: u32): usize {
  const bytes = aligned(<usize>length + 2 * COMMAND_BYTES)
  return (
    bytes +
    aligned(4 * (<usize>length + COMMAND_BYTES) + TOKENS_MARGIN) +
    codeBytes(CONTEXTS, ALPHABET_BITS, CLUSTERS)
  )
}

/** Returns the maximum size in bytes that a profile takes in the codestream. */
export function iccRoom(length: u32): usize {
  // A byte takes at most 12 bits for its token, and 3 extra bits.
  return 2 * (<usize>length + COMMAND_BYTES)
}

/** Reads a 32-bit number from the profile, the highest byte first. */
function word(at: u32): u32 {
  return bswap(load<u32>(profile + at))
}

/**
 * Writes a profile.
 * @param at profile address
 * @param length length in bytes, at least 1
 * @param memory address of `iccBytes` bytes, a multiple of 16
 */
export function writeIcc(at: usize, length: u32, memory: usize): void {
  profile = at
  size = length
  commands = memory
  commandsEnd = memory
  data = memory + COMMAND_BYTES
  dataEnd = data
  predictHeader()
  if (size > HEADER) {
    const content = writeTagList()
    writeContent(content)
  }
  const rest = memory + aligned(<usize>length + 2 * COMMAND_BYTES)
  const code = openCode(
    rest + aligned(4 * (<usize>length + COMMAND_BYTES) + TOKENS_MARGIN),
    CONTEXTS,
    ALPHABET_BITS,
    CLUSTERS,
  )
  const count = recordBytes(rest)
  countTokens(code, rest, count)
  finishCode(code)
  writeU64(count)
  writeCode(code)
  writeTokens(code, rest, count)
}

function command(value: u32): void {
  store<u8>(commandsEnd, <u8>value)
  commandsEnd++
}

function datum(value: u32): void {
  store<u8>(dataEnd, <u8>value)
  dataEnd++
}

/** Writes a number as a command: 7 bits in each byte, the lowest ones first. */
function number(value: u32): void {
  let rest = value
  for (; rest > 127; rest >>= 7) command((rest & 127) | 128)
  command(rest)
}

/** Predicts a header byte from all bytes before it. */
function predictedByte(index: u32): u32 {
  if (index < 4) return (size >> (24 - 8 * index)) & 255
  if (index < 8 || index >= 84) return 0
  if (index >= 80) return load<u8>(profile + index - 76)
  // Platform names follow from their first letters: APPL, MSFT, SGI and SUNW.
  if (index >= 41 && index < 44) {
    const first = <u32>load<u8>(profile + 40)
    if (first === 0x41) return index === 43 ? 0x4c : 0x50
    if (first === 0x4d) return index === 41 ? 0x53 : index === 42 ? 0x46 : 0x54
    const second = index > 41 && first === 0x53 ? <u32>load<u8>(profile + 41) : 0
    if (second === 0x47) return index === 42 ? 0x49 : 0x20
    if (second === 0x55) return index === 42 ? 0x4e : 0x57
  }
  return load<u8>(PREDICTED + index - 8)
}

function predictHeader(): void {
  for (let i: u32 = 0; i < min(size, HEADER); i++) datum(load<u8>(profile + i) - predictedByte(i))
}

/** Returns a name's index among `names`, or -1. */
function nameIndex(name: u32, names: usize, count: u32): i32 {
  for (let i: u32 = 0; i < count; i++) if (bswap(load<u32>(names + 4 * i)) === name) return i
  return -1
}

/** Returns `true` if a tag has XYZ numbers, and therefore takes 20 bytes. */
function isXyz(index: i32): bool {
  return (index >= 1 && index <= 6) || index === 16
}

/**
 * Writes the tag list, or none if the profile has no valid list.
 * @returns position after the list, where the content begins
 */
function writeTagList(): u32 {
  tags = size < HEADER + 4 ? 0 : word(HEADER)
  if (size < HEADER + 4 || tags > MAX_TAGS || HEADER + 4 + TAG * tags > size) {
    tags = 0
    number(0)
    return HEADER
  }
  number(tags + 1)
  let expected = HEADER + TAG * tags
  let before: u32 = 0
  for (let i: u32 = 0; i < tags; ) {
    const at = HEADER + 4 + TAG * i
    const name = word(at)
    const offset = word(at + 4)
    const length = word(at + 8)
    const index = nameIndex(name, TAGS, TAG_NAMES)
    const joined = joinedTags(i)
    let value = joined !== 0 ? joined : index < 0 ? UNKNOWN_TAG : FIRST_TAG + index
    if (offset !== expected) value |= WITH_OFFSET
    if (length !== (isXyz(index) ? 20 : before)) value |= WITH_SIZE
    command(value)
    if (index < 0) for (let k: u32 = 0; k < 4; k++) datum(load<u8>(profile + at + k))
    if ((value & WITH_OFFSET) !== 0) number(offset)
    if ((value & WITH_SIZE) !== 0) number(length)
    expected = offset + length
    before = length
    i += joined !== 0 ? 3 : 1
  }
  command(0)
  return HEADER + 4 + TAG * tags
}

/**
 * Returns the command for a tag and the next two: equal curves or consecutive primaries; 0
 * otherwise.
 */
function joinedTags(index: u32): u32 {
  if (index + 2 >= tags) return 0
  const at = HEADER + 4 + TAG * index
  const name = word(at)
  if (name !== NAME_RTRC && name !== NAME_RXYZ) return 0
  const step: u32 = name === NAME_RXYZ ? 20 : 0
  const length = word(at + 8)
  if (step !== 0 && length !== step) return 0
  for (let k: u32 = 1; k < 3; k++) {
    const next = at + TAG * k
    // The names for green and blue differ from the name for red in their first letter.
    const letter: u32 = k === 1 ? 0x67 : 0x62
    if (word(next) !== ((letter << 24) | (name & 0xffffff))) return 0
    if (word(next + 4) !== word(at + 4) + k * step || word(next + 8) !== length) return 0
  }
  return step !== 0 ? PRIMARIES : CURVES
}

/** Returns the position after `from` at which the next element begins, or the end. */
function nextElement(from: u32): u32 {
  let next = size
  for (let i: u32 = 0; i < tags; i++) {
    const offset = word(HEADER + 4 + TAG * i + 4)
    if (offset > from && offset < next) next = offset
  }
  return next
}

/** Returns the length of an element that begins at a position; 0 if there is none. */
function elementLength(at: u32): u32 {
  for (let i: u32 = 0; i < tags; i++) {
    const tag = HEADER + 4 + TAG * i
    const length = word(tag + 8)
    if (word(tag + 4) === at && length >= 8 && length <= size - at) return length
  }
  return 0
}

function writeContent(from: u32): void {
  for (let at = from; at < size; ) {
    let next = at
    const length = elementLength(at)
    if (length > 0 && word(at + 4) === 0) next = writeElement(at, length)
    if (next === size) return
    const end = nextElement(next > at ? next - 1 : at)
    if (end > next) insert(next, end - next)
    at = end
  }
}

function insert(at: u32, length: u32): void {
  command(INSERT)
  number(length)
  for (let i: u32 = 0; i < length; i++) datum(load<u8>(profile + at + i))
}

/** Writes the start of an element whose type is known, and returns the position after it. */
function writeElement(at: u32, length: u32): u32 {
  const type = nameIndex(word(at), TYPES, TYPE_NAMES)
  if (type < 0) return at
  if (type === TYPE_XYZ && length === 20) {
    command(XYZ)
    for (let i: u32 = 8; i < 20; i++) datum(load<u8>(profile + at + i))
    return at + 20
  }
  command(FIRST_TYPE + type)
  if (type === TYPE_CURV && length > 24) writeCurve(at + 8, length - 8)
  else if (type === TYPE_MLUC && length > 8) shuffle(at + 8, length - 8)
  else return at + 8
  return at + length
}

/** Writes all bytes at even positions, and then all others. */
function shuffle(at: u32, length: u32): void {
  command(SHUFFLE)
  number(length)
  for (let first: u32 = 0; first < 2; first++) {
    for (let i = first; i < length; i += 2) datum(load<u8>(profile + at + i))
  }
}

/** Writes 16-bit numbers as differences from the line through the two numbers before them. */
function writeCurve(at: u32, length: u32): void {
  command(PREDICT)
  command(LINE_OF_PAIRS)
  number(length)
  for (let first: u32 = 0; first < 2; first++) {
    for (let i = first; i < length; i += 2) {
      const pair = profile + at + (i & ~1)
      const before = <u32>bswap(load<u16>(pair - 2))
      const line = 2 * before - bswap(load<u16>(pair - 4))
      const predicted = first === 0 ? line >> 8 : line
      datum(load<u8>(profile + at + i) - predicted)
    }
  }
}

/** Classifies the byte before a byte (table E.7). */
function kindBefore(value: u32): u32 {
  if (isLetter(value)) return 0
  if (isDigit(value)) return 1
  if (value < 2) return 2 + value
  if (value < 16) return 4
  if (value === 255) return 6
  return value > 240 ? 5 : 7
}

/** Classifies the byte two places before a byte. */
function kindBeforeThat(value: u32): u32 {
  if (isLetter(value)) return 0
  if (isDigit(value)) return 1
  if (value < 16) return 2
  return value > 240 ? 3 : 4
}

function isLetter(value: u32): bool {
  return (value | 32) >= 97 && (value | 32) <= 122
}

function isDigit(value: u32): bool {
  return (value >= 48 && value <= 57) || value === 46 || value === 44
}

let recorded: usize = 0
let recordedCount: u32 = 0
let one: u32 = 0
let two: u32 = 0

function recordByte(value: u32): void {
  const context = recordedCount <= HEADER ? 0 : 1 + kindBefore(one) + 8 * kindBeforeThat(two)
  store<u32>(recorded + 4 * <usize>recordedCount, recordOf(context, value))
  two = one
  one = value
  recordedCount++
}

function recordNumber(value: u32): void {
  let rest = value
  for (; rest > 127; rest >>= 7) recordByte((rest & 127) | 128)
  recordByte(rest)
}

/** Records tokens for all bytes: two sizes, the commands and the data. */
function recordBytes(tokens: usize): u32 {
  recorded = tokens
  recordedCount = 0
  one = 0
  two = 0
  recordNumber(size)
  recordNumber(<u32>(commandsEnd - commands))
  for (let at = commands; at < commandsEnd; at++) recordByte(load<u8>(at))
  for (let at = data; at < dataEnd; at++) recordByte(load<u8>(at))
  return recordedCount
}
