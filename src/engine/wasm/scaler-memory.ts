import type { Size } from '../picture/size.ts'
import type { InstanceNeed } from './needs.ts'
import { modules } from './optional-modules.ts'

export type ScalerName = 'hqx' | 'magic'

export const PIXEL_BYTES = 4

/**
 * Scaling factor for both sides, exactly `up / down`, so that a picture can be scaled a band at a
 * time.
 */
export interface Scaling {
  readonly by: ScalerName
  /** Enlargement factor; 2 to 4 for hqx. */
  readonly up: number
  /**
   * Divisor for both sides. It must divide the picture's sides without a remainder. It is 1 for
   * hqx.
   */
  readonly down: number
}

/**
 * Number of input rows, above and below, that affect a row in the result. The number is in units of
 * `down` rows.
 */
export const SCALER_REACH = 5
/** Maximum pixels in a band, both before and after scaling. A single row may have more. */
const BAND_PIXELS = 1 << 18
/**
 * Maximum size in bytes of an instance and a copy of its result, unless a single row takes more.
 */
const MAX_INSTANCE = 17_235_968

/**
 * Returns the number of units in a band. A band is as high as its pixels allow, and as an instance
 * in a small memory allows, but at least one unit.
 */
export function bandUnits(from: Size, scaling: Scaling): number {
  const { up, down } = scaling
  const larger = Math.max(up, down)
  const rows = Math.floor((BAND_PIXELS * down) / (from.width * larger * larger))
  const most = Math.min(Math.max(rows, 1), from.height / down)
  const bytes = (units: number) => memoryOf(from, scaling, units) + copyOf(from, scaling, units)
  const fitting = Math.floor((MAX_INSTANCE - bytes(0)) / (bytes(1) - bytes(0)))
  return Math.min(most, Math.max(fitting, 1))
}

// The scalers' memory, measured on 2026-11-29 with bands in all shapes and factors up to 7: bytes
// at the start (`BASE_BYTES`), and bytes per pixel. Rust's allocator takes up to two thirds as much
// again. `HQX_COPIES` contains it: 6 copies became 7.25.
const BASE_BYTES = { hqx: 1_441_792, magic: 1_310_720 }
const SLACK = 5 / 3
const PER_PIXEL = { in: 36, between: 32, out: 36 }
const HQX_COPIES = 7.5

function bandSizes(from: Size, { up, down }: Scaling, units: number) {
  const rows = Math.min(units + 2 * SCALER_REACH, from.height / down)
  const width = (from.width / down) * up
  const input = from.width * rows * down
  return { input, between: width * rows * down, output: width * rows * up }
}

function memoryOf(from: Size, scaling: Scaling, units: number): number {
  const { input, between, output } = bandSizes(from, scaling, units)
  if (scaling.by === 'hqx') return BASE_BYTES.hqx + HQX_COPIES * PIXEL_BYTES * (input + output)
  return (
    BASE_BYTES.magic + SLACK * (PER_PIXEL.in * input + PER_PIXEL.between * between + PER_PIXEL.out * output)
  )
}

/** Returns the size in bytes of a copy that holds a band's result. */
const copyOf = (from: Size, scaling: Scaling, units: number): number =>
  PIXEL_BYTES * bandSizes(from, scaling, units).output

/**
 * Returns the memory that `scale` takes beside the picture: the instance's memory, and a copy of
 * its result.
 * @throws Failure unsupported: the build does not contain the scaler
 */
export function scaleMemory(from: Size, scaling: Scaling): InstanceNeed {
  modules.assert(scaling.by)
  const units = bandUnits(from, scaling)
  return { kind: 'large', bytes: memoryOf(from, scaling, units), buffers: copyOf(from, scaling, units) }
}
