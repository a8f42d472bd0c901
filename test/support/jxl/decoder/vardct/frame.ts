import type { BitReader } from '../bits.ts'
import { readEntropyCode } from '../entropy/read-entropy-code.ts'
import { ceilLog2 } from '../fields.ts'
import type { FrameHeader } from '../frame-header.ts'
import { type FrameLayout, type Rectangle, tileOf } from '../frame-layout.ts'
import type { ImageHeader } from '../image-header.ts'
import { type ModularFrame, streamNumbers } from '../modular/frame.ts'
import type { LfSteps } from '../modular/pixels.ts'
import { makePlane, type Plane } from '../plane.ts'
import { contextsOf } from './block-contexts.ts'
import { type BlockGrid, makeGrid } from './block-grid.ts'
import type { Coefficients, Varblock } from './coefficients.ts'
import { makeDequantizer } from './dequantize.ts'
import { type HfGlobal, readGroup } from './group.ts'
import { readHfMetadata } from './hf-metadata.ts'
import type { LfGlobal } from './lf-global.ts'
import { lfStepsOf, readLfCoefficients } from './lf-group.ts'
import { readOrders } from './orders.ts'
import { type QuantTables, readQuantTables } from './read-tables.ts'
import { smoothLf } from './smooth-lf.ts'

/** Facts about a frame that are known after its global section. */
export interface VarDctStart {
  readonly image: ImageHeader
  readonly frame: FrameHeader
  readonly layout: FrameLayout
  readonly lfGlobal: LfGlobal
  readonly lfSteps: LfSteps
  readonly modular: ModularFrame
}

/** Decodes a frame with VarDCT, section by section. */
export class VarDctDecoder {
  readonly grid: BlockGrid
  readonly planes: readonly [Plane, Plane, Plane]
  readonly #start: VarDctStart
  readonly #steps: number[]
  readonly #varblocks: Varblock[] | undefined
  #tables: QuantTables | undefined
  #hf: HfGlobal | undefined

  /** @param keepsCoefficients `true` if the caller wants the quantized coefficients */
  constructor(start: VarDctStart, keepsCoefficients: boolean) {
    const { frame, layout, lfGlobal, lfSteps } = start
    this.#start = start
    this.#steps = lfStepsOf(lfGlobal, lfSteps)
    this.#varblocks = keepsCoefficients ? [] : undefined
    this.grid = makeGrid(layout, frame)
    const [a, b, c] = this.grid.lf
    const make = ({ plane: { width, height } }: { plane: Plane }) => makePlane(8 * width, 8 * height)
    this.planes = [make(a), make(b), make(c)]
  }

  /** Blocks of an LF group. */
  #lfArea(group: number): Rectangle {
    const { layout } = this.#start
    return tileOf(group, layout.groupSize, { width: layout.blocksWide, height: layout.blocksHigh })
  }

  /** Reads LF coefficients. Extra channels of the LF group follow. */
  readLf(reader: BitReader, group: number): void {
    const { frame, layout, lfGlobal: global, modular } = this.#start
    const stream = { stream: streamNumbers(layout).lf(group), shared: modular.shared, bits: modular.bits }
    readLfCoefficients(reader, this.grid, this.#lfArea(group), { frame, global, steps: this.#steps, stream })
  }

  /** Reads the facts about the blocks of an LF group. */
  readMetadata(reader: BitReader, group: number): void {
    const { frame, layout, modular } = this.#start
    const stream = {
      stream: streamNumbers(layout).metadata(group),
      shared: modular.shared,
      bits: modular.bits,
    }
    const isSubsampled = frame.shifts.some(({ x, y }) => x + y > 0)
    readHfMetadata(reader, this.grid, this.#lfArea(group), stream, isSubsampled)
  }

  /** Reads tables, orders and codes (ISO/IEC 18181-1:2022, G.3). All LF groups are read. */
  readHfGlobal(reader: BitReader): void {
    const { image, frame, layout, lfGlobal, modular } = this.#start
    const [a, b, c] = this.grid.lf
    if (frame.smoothsLf) smoothLf([a.plane, b.plane, c.plane], this.#steps)
    const tables = readQuantTables(reader, streamNumbers(layout).table, modular.shared)
    const codeSets = 1 + reader.read(ceilLog2(layout.groups))
    const orders = readOrders(reader)
    const { contexts } = lfGlobal
    const code = readEntropyCode(reader, codeSets * contextsOf(contexts))
    const dequantizer = makeDequantizer(image, frame, lfGlobal, tables)
    this.#tables = tables
    this.#hf = { contexts, orders, dequantizer, code, codeSets }
  }

  /** Reads a group and draws its blocks. Extra channels of the group follow. */
  readGroup(reader: BitReader, group: number): void {
    const { frame, layout, lfGlobal } = this.#start
    if (!this.#hf) return
    const area = tileOf(group, layout.groupSize / 8, { width: layout.blocksWide, height: layout.blocksHigh })
    const { grid, planes } = this
    const target = { frame, grid, correlation: lfGlobal.correlation, planes, varblocks: this.#varblocks }
    readGroup(reader, target, this.#hf, area)
  }

  /** Returns the quantized coefficients, if the caller wants them. */
  coefficients(): Coefficients | undefined {
    if (!this.#varblocks) return undefined
    const table = this.#tables?.own.get(0)
    const lf = this.grid.lf.map(({ plane: { width, height }, quantized: values }) => ({
      width,
      height,
      values,
    }))
    const { xFromY, bFromY, tilesWide } = this.grid
    const rawTable = table?.kind === 'raw' ? table.values : undefined
    return { lf, varblocks: this.#varblocks, rawTable, correlations: [xFromY, bFromY], tilesWide }
  }
}
