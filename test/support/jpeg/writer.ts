import { type BlockCoder, type Progression, progressiveCoder, sequentialCoder } from './scans.ts'
import { makeTable, type Token, writeTokens } from './tokens.ts'

/**
 * Content of a JPEG: quantized coefficients and their coding. It can have every form that T.81
 * allows, and some forms that T.81 forbids, because the writer does not check it.
 */
export interface JpegSpec {
  readonly width: number
  readonly height: number
  readonly components: readonly JpegComponent[]
  /** Quantization tables by destination, in zigzag order. */
  readonly quant: readonly (readonly number[])[]
  /** `true` if tables have 16-bit values. */
  readonly words?: boolean
  readonly progressive?: boolean
  readonly scans: readonly Scan[]
  /** Segments between SOI and the tables. */
  readonly prelude?: readonly (readonly number[])[]
  /** Maximum short code length; see `makeTable`. */
  readonly skew?: number
  /** `true` if the file has an EOI marker. */
  readonly end?: boolean
}

export interface JpegComponent {
  readonly id: number
  readonly h: number
  readonly v: number
  readonly quant: number
  /**
   * Blocks of the component by rows. Blocks that complete MCUs are included (A.2.4). Each block has
   * 64 coefficients in zigzag order.
   */
  readonly blocks: readonly (readonly number[])[]
}

export interface Scan extends Partial<Progression> {
  /** Indices of the components in the scan. */
  readonly components: readonly number[]
  /** Number of MCUs between restart markers. */
  readonly restart?: number
}

const words = (...values: readonly number[]) => values.flatMap((value) => [value >> 8, value & 255])

/** Writes a marker segment (B.1.1.4). */
export const segment = (marker: number, body: readonly number[]) => [
  0xff,
  marker,
  ...words(body.length + 2),
  ...body,
]

/** Returns a component's block counts: the visible blocks, and the blocks in complete MCUs. */
export function gridsOf(
  spec: Pick<JpegSpec, 'width' | 'height'>,
  all: readonly Pick<JpegComponent, 'h' | 'v'>[],
  index: number,
) {
  const { h, v } = all.length === 1 ? { h: 1, v: 1 } : (all[index] as JpegComponent)
  const [across, down] =
    all.length === 1 ? [1, 1] : [Math.max(...all.map((it) => it.h)), Math.max(...all.map((it) => it.v))]
  const mcus = { wide: Math.ceil(spec.width / (8 * across)), high: Math.ceil(spec.height / (8 * down)) }
  return {
    shown: {
      wide: Math.ceil((spec.width * h) / (8 * across)),
      high: Math.ceil((spec.height * v) / (8 * down)),
    },
    whole: { wide: mcus.wide * h, high: mcus.high * v },
    mcus,
    factors: { h, v },
  }
}

export function writeJpeg(spec: JpegSpec): Uint8Array<ArrayBuffer> {
  const bytes = [0xff, 0xd8, ...(spec.prelude ?? []).flat()]
  for (const [id, table] of spec.quant.entries()) {
    bytes.push(...segment(0xdb, [(spec.words ? 16 : 0) + id, ...(spec.words ? words(...table) : table)]))
  }
  const components = spec.components.flatMap(({ id, h, v, quant }) => [id, h * 16 + v, quant])
  const frame = [8, ...words(spec.height, spec.width), spec.components.length, ...components]
  bytes.push(...segment(spec.progressive ? 0xc2 : 0xc0, frame))
  for (const scan of spec.scans) bytes.push(...writeScan(spec, scan))
  if (spec.end ?? true) bytes.push(0xff, 0xd9)
  return Uint8Array.from(bytes)
}

function writeScan(spec: JpegSpec, scan: Scan): number[] {
  // A baseline file has at most two pairs of tables (Table B.5).
  const table = (component: number) => (component === 0 ? 0 : 1)
  const progression = { first: 0, last: spec.progressive ? 0 : 63, high: 0, low: 0, ...scan }
  const coder = spec.progressive ? progressiveCoder(progression, table) : sequentialCoder(table)
  const intervals = codeIntervals(spec, scan, coder)
  const tokens = intervals.flat()
  const used = new Set(tokens.map((token) => token.table).filter((id) => id !== undefined))
  const tables = [...used].map((id) => makeTable(id, tokens, spec.skew ?? 2))

  const members = scan.components.flatMap((index, i) => [spec.components[index]?.id ?? 0, table(i) * 0x11])
  const { first, last, high, low } = progression
  const header = [scan.components.length, ...members, first, last, high * 16 + low]
  return [
    ...tables.flatMap(({ id, definition }) => segment(0xc4, [id, ...definition])),
    ...segment(0xdd, words(scan.restart ?? 0)),
    ...segment(0xda, header),
    ...intervals.flatMap((interval, i) => [
      ...(i > 0 ? [0xff, 0xd0 + ((i - 1) & 7)] : []),
      ...writeTokens(interval, tables),
    ]),
  ]
}

function codeIntervals(spec: JpegSpec, scan: Scan, coder: BlockCoder): Token[][] {
  const grids = spec.components.map((_, index) => gridsOf(spec, spec.components, index))
  const [only] = scan.components
  const alone = scan.components.length === 1 && only !== undefined
  const { shown, mcus } = grids[only ?? 0] as (typeof grids)[number]
  const { wide, high } = alone ? shown : mcus
  const intervals: Token[][] = []
  for (let mcu = 0; mcu < wide * high; mcu++) {
    if (scan.restart && mcu > 0 && mcu % scan.restart === 0) intervals.push(coder.take())
    const [x, y] = [mcu % wide, Math.floor(mcu / wide)]
    for (const [i, index] of scan.components.entries()) {
      const { whole, factors } = grids[index] as (typeof grids)[number]
      const { h, v } = alone ? { h: 1, v: 1 } : factors
      for (let k = 0; k < h * v; k++) {
        const at = (y * v + Math.floor(k / h)) * whole.wide + x * h + (k % h)
        coder.code(spec.components[index]?.blocks[at] as readonly number[], i)
      }
    }
  }
  return [...intervals, coder.take()]
}
