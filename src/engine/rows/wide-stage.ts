import { Failure } from '../../errors.ts'
import type { ColorSpace } from '../color/conversion.ts'
import { FINE_CURVE, fineCurve } from '../color/fine-curve.ts'
import { transpose } from '../color/matrix.ts'
import { type Curve, power } from '../color/transfer.ts'
import { WIDE_ADJUSTMENT_BYTES, WIDE_MATRIX_BYTES } from '../constants/kernel.ts'
import { heapBytes, upload } from '../wasm/heap.ts'
import { isInside, type Kernel, view } from '../wasm/kernel.ts'
import { geometryOf, type Resampling, wideResampleMemory } from './memory.ts'
import type { AnyResize, PlannedLight, Resize } from './resize.ts'
import { type RowStage, type Rows, refused } from './stage.ts'

/** Number of values in a 3 × 4 matrix. A conversion has one matrix, followed by three curves. */
const MATRIX = WIDE_MATRIX_BYTES / 4
const CONVERSION = MATRIX + 3 * FINE_CURVE

/** Number of values in a color adjustment, in the layout that the kernel's `adjustWide` takes. */
const ADJUSTMENT = WIDE_ADJUSTMENT_BYTES / 4

type Field = 'gamma' | 'space' | 'light' | 'matrix' | 'wide'
type Coloring = Pick<AnyResize, Field>

/** Bits per sample in the resampler's input. */
export type Bits = 8 | 16

const levelsOf = (bits: Bits) => 1 << bits

/** Returns the bits per sample in the resampler's output. */
const outBitsOf = ({ wide = false }: Pick<Coloring, 'wide'>): Bits => (wide ? 16 : 8)

/**
 * Returns the curves that need their own table: only the first curve if all channels have the same
 * one.
 */
function tablesOf(curves: readonly Curve[]): readonly Curve[] {
  return new Set(curves).size > 1 ? curves : curves.slice(0, 1)
}

/** Returns the number of tables for a color space's curves. */
export const curveTables = ({ curves }: Pick<ColorSpace, 'curves'>): PlannedLight['tables'] =>
  tablesOf(curves).length > 1 ? 3 : 1

/**
 * Returns the value count for each table in a stage: the curves before resampling, then the
 * matrices and conversions after it.
 */
function tableSizes(bits: Bits, { gamma, space, light, matrix }: Coloring): readonly number[] {
  if (light) return [('curves' in light ? curveTables(light) : light.tables) * levelsOf(bits), MATRIX]
  return [
    gamma === undefined ? [] : levelsOf(bits),
    space === undefined ? [] : CONVERSION,
    matrix === undefined ? [] : ADJUSTMENT,
  ].flat()
}

/** Returns the size in bytes of the buffer into which a row outside kernel memory is copied. */
const rowBytes = ({ in: { width } }: Resampling) => 4 * width

/** Returns the kernel memory in bytes that resampling with floating-point samples takes. */
export function wideStageMemory(resampling: Resampling, bits: Bits, coloring: Coloring): number {
  const tables = tableSizes(bits, coloring).map((values) => 4 * values)
  const row = bits === 8 ? [rowBytes(resampling)] : []
  return heapBytes(...tables, ...row) + wideResampleMemory(resampling, outBitsOf(coloring))
}

function sampled(curve: Curve, bits: Bits): Float32Array {
  const maxLevel = levelsOf(bits) - 1
  return Float32Array.from({ length: maxLevel + 1 }, (_, level) => {
    const value = curve(level / maxLevel)
    return value > 0 ? 65_535 * Math.min(value, 1) : 0
  })
}

/** Returns a matrix in the kernel's layout: by columns, each padded to four values. */
function columns({ matrix }: ColorSpace): Float32Array {
  const values = new Float32Array(MATRIX)
  for (const [at, column] of transpose(matrix).entries()) values.set(column, 4 * at)
  return values
}

/** Returns a color space's matrix in the kernel's layout, followed by the space's curves. */
function conversion(space: ColorSpace): Float32Array {
  const values = new Float32Array(CONVERSION)
  values.set(columns(space))
  for (const [at, curve] of space.curves.entries()) values.set(fineCurve(curve), MATRIX + at * FINE_CURVE)
  return values
}

/**
 * Returns an adjustment in the kernel's layout: by columns, each padded to four values. The last
 * column has the offsets, relative to the highest level.
 */
function adjustment(matrix: readonly number[]): Float32Array {
  return Float32Array.from({ length: ADJUSTMENT }, (_, at) => {
    const [row, column] = [at % 4, Math.floor(at / 4)]
    const value = row < 3 ? (matrix[4 * row + column] ?? 0) : 0
    return column === 3 ? value / 255 : value
  })
}

interface Tables {
  /**
   * Address of one table for all channels, or of tables for R, G and B that are `step` bytes apart.
   */
  readonly curves: number
  readonly step: number
}

function uploadCurves(kernel: Kernel, curves: readonly Curve[], bits: Bits): Tables {
  const each = tablesOf(curves)
  const tables = new Float32Array(each.length * levelsOf(bits))
  for (const [at, curve] of each.entries()) tables.set(sampled(curve, bits), at * levelsOf(bits))
  return { curves: upload(kernel, tables), step: each.length > 1 ? 4 * levelsOf(bits) : 0 }
}

/**
 * Opens the resampler for 16-bit RGBA, or for 8 bits that become linear light. Its output has 8
 * bits, or 16 if the picture is `wide`.
 */
export function openWideStage(
  kernel: Kernel,
  resampling: Resampling,
  bits: Bits,
  { weighted, gamma, space, light, matrix, wide = false }: Pick<Resize, Field | 'weighted'>,
): RowStage {
  const before = light?.curves ?? (gamma === undefined ? [] : [power(gamma)])
  const { curves, step } = before.length > 0 ? uploadCurves(kernel, before, bits) : { curves: 0, step: 0 }
  const after = light ? columns(light) : space && conversion(space)
  const converting = after ? upload(kernel, after) : 0
  const adjusting = matrix ? upload(kernel, adjustment(matrix)) : 0
  const status = kernel.resampleWideOpen({
    ...geometryOf(resampling),
    outBits: outBitsOf({ wide }),
    weigh: Number(weighted),
    bits,
    colorCurves: curves,
    curveStep: step,
    colorConversion: converting,
    light: Number(light !== undefined),
    colorMatrix: adjusting,
  })
  if (status < 0) throw refused(status)
  const { out } = resampling
  const length = rowBytes(resampling)
  const buffer = bits === 8 ? kernel.alloc(length) : 0

  function feedCopies({ rows, stride, count }: Rows): void {
    if (bits === 16)
      throw new Failure('internal', undefined, 'rows of 16 bits must be in the memory of the kernel')
    for (let at = 0; at < count * stride; at += stride) {
      view(kernel, buffer, length).set(rows.subarray(at, at + length))
      kernel.resampleWideRows(buffer, length, 1)
    }
  }

  return {
    feed(strip) {
      const { rows, stride, count } = strip
      if (!isInside(kernel, rows)) return feedCopies(strip)
      kernel.resampleWideRows(rows.byteOffset, stride, count)
    },
    isDone: () => kernel.resampleWideDone() >= out.height,
    output: () => ({ ...out, address: kernel.resampleWideOutput() }),
  }
}
