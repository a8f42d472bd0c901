import type { BitReader } from '../bits.ts'
import { readF16, readF16s } from '../fields.ts'
import { JxlError } from '../jxl-error.ts'
import { makeChannel } from '../modular/channel.ts'
import { readChannels } from '../modular/stream.ts'
import type { TreeCode } from '../modular/tree.ts'
import { DEFAULT_TABLES } from './default-tables.ts'
import { type Bands, makeQuantTable, type QuantTable, type TableSpec } from './quant-table.ts'
import { TABLE_SIZES } from './strategies.ts'

/** Steps of coefficients, which are computed when they are first used. */
export interface QuantTables {
  readonly of: (table: number, channel: number) => QuantTable
  /** Parameters for the tables that the frame has instead of the default ones. */
  readonly own: ReadonlyMap<number, TableSpec>
}

/** Factor of weights in the file. */
const WEIGHT = 64

const forChannels = (read: () => number[]): Bands => [read(), read(), read()]

const scaleFirst = (weights: readonly number[], count: number): number[] =>
  weights.map((weight, at) => (at < count ? WEIGHT * weight : weight))

function readBands(reader: BitReader): Bands {
  const length = 1 + reader.read(4)
  return forChannels(() => scaleFirst(readF16s(reader, length), 1))
}

const readWeights = (reader: BitReader, length: number, scaled: number): Bands =>
  forChannels(() => scaleFirst(readF16s(reader, length), scaled))

/** Reads a table as a three-channel image, such as a JPEG's tables. */
function readRaw(
  reader: BitReader,
  rows: number,
  columns: number,
  stream: number,
  shared: TreeCode | undefined,
): TableSpec {
  const denominator = readF16(reader)
  if (denominator < 1e-8) throw new JxlError(`a quantization table has the denominator ${denominator}`)
  const shapes = [0, 1, 2].map(() => makeChannel(8 * rows, 8 * columns))
  const channels = readChannels(reader, shapes, { stream, shared, bits: 8 })
  const values = channels.map(({ data }) => data)
  if (values.some((list) => list.some((entry) => entry <= 0))) {
    throw new JxlError('a quantization table has an entry that is not positive')
  }
  return { kind: 'raw', denominator, values }
}

/** Reads the parameters of a table. */
function readSpec(reader: BitReader, mode: number): TableSpec {
  switch (mode) {
    case 1:
      return { kind: 'identity', weights: readWeights(reader, 3, 3) }
    case 2:
      return { kind: 'dct2', weights: readWeights(reader, 6, 6) }
    case 3: {
      const factors = readWeights(reader, 2, 0)
      return { kind: 'dct4', factors, bands: readBands(reader) }
    }
    case 4: {
      const factors = readWeights(reader, 1, 0)
      return { kind: 'dct4x8', factors, bands: readBands(reader) }
    }
    case 5: {
      const weights = readWeights(reader, 9, 6)
      return { kind: 'afv', weights, bands: readBands(reader), smallBands: readBands(reader) }
    }
    default:
      return { kind: 'dct', bands: readBands(reader) }
  }
}

/** Modes that only 8 × 8 tables can have. */
const MAX_SMALL_MODE = 5
const RAW_MODE = 7

/**
 * Reads the quantization tables (ISO/IEC 18181-1:2022, I.2.4).
 * @param streamOf returns the number of a table's modular stream
 */
export function readQuantTables(
  reader: BitReader,
  streamOf: (table: number) => number,
  shared: TreeCode | undefined,
): QuantTables {
  const own = new Map<number, TableSpec>()
  const isDefault = reader.bool()
  for (const [table, [rows, columns]] of isDefault ? [] : TABLE_SIZES.entries()) {
    const mode = reader.read(3)
    if (mode === 0) continue
    if (mode <= MAX_SMALL_MODE && rows * columns > 1)
      throw new JxlError(`table ${table} has the mode ${mode}`)
    const isRaw = mode === RAW_MODE
    own.set(table, isRaw ? readRaw(reader, rows, columns, streamOf(table), shared) : readSpec(reader, mode))
  }
  const made = new Map<number, QuantTable>()
  const of = (table: number, channel: number): QuantTable => {
    const known = made.get(3 * table + channel)
    if (known) return known
    const [rows, columns] = TABLE_SIZES[table] ?? [1, 1]
    const spec = own.get(table) ?? DEFAULT_TABLES[table]
    if (!spec) throw new JxlError(`not supported: table ${table}`)
    const result = makeQuantTable(spec, channel, rows, columns)
    made.set(3 * table + channel, result)
    return result
  }
  return { of, own }
}
