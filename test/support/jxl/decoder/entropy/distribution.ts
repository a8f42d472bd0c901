import type { BitReader } from '../bits.ts'
import { JxlError } from '../jxl-error.ts'

/** Sum over the counts in a distribution: 4096. */
export const TOTAL_BITS = 12
const TOTAL = 1 << TOTAL_BITS

/** Code of a logarithm that repeats the count before. */
const REPEAT = 13

/** Code words for count logarithms: symbol, length, and bits in reading order. */
const LOG_CODE = [
  [10, 3, 0],
  [7, 3, 2],
  [6, 3, 4],
  [8, 3, 5],
  [9, 3, 6],
  [3, 4, 3],
  [5, 4, 7],
  [4, 4, 9],
  [1, 4, 11],
  [2, 4, 15],
  [0, 5, 17],
  [11, 6, 33],
  [12, 7, 1],
  [13, 7, 65],
] as const

/** Symbol × 16 + length for the next seven bits. */
const LOG_TABLE = new Uint8Array(128)
for (const [symbol, length, from] of LOG_CODE) {
  for (let at = from; at < 128; at += 1 << length) LOG_TABLE[at] = symbol * 16 + length
}

function readLog(reader: BitReader): number {
  const entry = LOG_TABLE[reader.peek(7)] ?? 0
  reader.skip(entry & 15)
  return entry >> 4
}

/** Reads a number of 0 to 2^(2^`sizeBits`) − 1. */
function readVarLen(reader: BitReader, sizeBits: number): number {
  if (!reader.bool()) return 0
  const size = reader.read(sizeBits)
  return (1 << size) + reader.read(size)
}

/** Reads a number of 0 to 255 (ISO/IEC 18181-1:2022, C.2.5). */
const readU8 = (reader: BitReader): number => readVarLen(reader, 3)

/** Reads a number of 0 to 65535 (ISO/IEC 18181-1:2022, C.2.5). */
export const readU16 = (reader: BitReader): number => readVarLen(reader, 4)

/** Distribution of one or two symbols. */
function readSimple(reader: BitReader): number[] {
  const hasTwo = reader.bool()
  const first = readU8(reader)
  const second = hasTwo ? readU8(reader) : first
  if (hasTwo && first === second) throw new JxlError('a distribution has a symbol twice')
  const counts = Array<number>(1 + Math.max(first, second)).fill(0)
  const count = hasTwo ? reader.read(TOTAL_BITS) : TOTAL
  counts[second] = TOTAL - count
  counts[first] = count
  return counts
}

/** Distribution in which all symbols have nearly the same count. */
function readFlat(reader: BitReader): number[] {
  const length = readU8(reader) + 1
  const rest = TOTAL % length
  return Array.from({ length }, (_, at) => Math.floor(TOTAL / length) + Number(at < rest))
}

function readShift(reader: BitReader): number {
  let length = 0
  while (length < 3 && reader.bool()) length++
  const shift = (1 << length) + reader.read(length) - 1
  if (shift > TOTAL_BITS + 1) throw new JxlError(`a distribution has the shift ${shift}`)
  return shift
}

/** Bits of a count after its first one. */
const precisionOf = (log: number, shift: number): number =>
  Math.max(0, Math.min(log, shift - ((TOTAL_BITS - log) >> 1)))

interface Logs {
  /** Each count's logarithm + 1, 0 for a count of 0, and `REPEAT`. */
  readonly logs: Uint8Array
  /** Number of repetitions, stored at each run's first symbol. */
  readonly repeats: Uint16Array
  /** The symbol whose count is the rest of the total. */
  readonly omitted: number
}

function readLogs(reader: BitReader): Logs {
  const length = readU8(reader) + 3
  const [logs, repeats] = [new Uint8Array(length), new Uint16Array(length)]
  let [omitted, largest] = [-1, 0]
  for (let at = 0; at < length; ) {
    const log = readLog(reader)
    logs[at] = log
    if (log === REPEAT) {
      const count = readU8(reader) + 4
      repeats[at] = count
      at += count
      continue
    }
    if (log > largest) [omitted, largest] = [at, log]
    at++
  }
  if (omitted < 0 || logs[omitted + 1] === REPEAT) throw new JxlError('a distribution omits no count')
  return { logs, repeats, omitted }
}

/** Reads the counts of symbols, which sum to 4096 (ISO/IEC 18181-1:2022, C.2.5). */
export function readDistribution(reader: BitReader): number[] {
  if (reader.bool()) return readSimple(reader)
  if (reader.bool()) return readFlat(reader)
  const shift = readShift(reader)
  const { logs, repeats, omitted } = readLogs(reader)
  const counts = Array<number>(logs.length).fill(0)
  let sum = 0
  for (let at = 0; at < logs.length; at++) {
    const repeat = repeats[at] ?? 0
    if (repeat > 0) {
      const end = Math.min(logs.length, at + repeat)
      const count = counts[at - 1] ?? 0
      counts.fill(count, at, end)
      sum += count * (end - at)
      at = end - 1
      continue
    }
    const log = (logs[at] ?? 0) - 1
    if (log < 0 || at === omitted) continue
    const precision = shift === 0 || log === 0 ? 0 : precisionOf(log, shift)
    const count = (1 << log) + (reader.read(precision) << (log - precision))
    counts[at] = count
    sum += count
  }
  if (sum >= TOTAL) throw new JxlError(`the counts of a distribution sum to ${sum}`)
  counts[omitted] = TOTAL - sum
  return counts
}
