import type { PlannedStep } from '../ops/operations.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import type { Box, Size } from '../picture/size.ts'
import type { PlannedResize } from '../rows/resize.ts'
import type { Filter } from '../wasm/kernel.ts'
import { SCALER_REACH } from '../wasm/scaler-memory.ts'
import type { Geometry } from './geometry.ts'
import type { PlanInputs } from './plan.ts'

/** Every filter that the parameter `filter` accepts. */
export type FilterName = Filter | 'magic' | 'hqx'

/** PlannedResize settings, and the steps that complete the resize before the picture is turned. */
export interface Filtering {
  readonly resize: Pick<PlannedResize, 'box' | 'size' | 'filter' | 'rgba' | 'weighted'>
  /** Steps that follow the resize to complete the filter. */
  readonly steps: readonly Extract<PlannedStep, { readonly op: 'halve' | 'enlarge' }>[]
}

type Scaled = Pick<Geometry, 'crop' | 'scaled' | 'window'>

/** Converts a box in the scaled picture to pixels of the stored picture. */
export function sourceBox({ crop, scaled }: Scaled, part: Box): Box {
  const [across, down] = [crop.width / scaled.width, crop.height / scaled.height]
  return {
    x: crop.x + part.x * across,
    y: crop.y + part.y * down,
    width: part.width * across,
    height: part.height * down,
  }
}

function outwards(
  start: number,
  end: number,
  margin: number,
  size: number,
): { start: number; length: number } {
  const first = Math.max(0, Math.floor(start - margin))
  return { start: first, length: Math.min(size, Math.ceil(end + margin)) - first }
}

const sizeOf = ({ width, height }: Size): Size => ({ width, height })

function plain(shape: Scaled, filter: Filter, alpha: boolean): Filtering {
  const { crop, scaled, window } = shape
  const weighted = alpha && (crop.width !== scaled.width || crop.height !== scaled.height)
  return { resize: { box: sourceBox(shape, window), size: sizeOf(window), filter, weighted }, steps: [] }
}

/**
 * Plans a reduction with the Magic Kernel. The Magic Kernel only halves, so the picture is first
 * resized to twice the output's size.
 */
function halving(shape: Scaled, alpha: boolean): Filtering {
  const { scaled, window } = shape
  const x = outwards(window.x, window.x + window.width, SCALER_REACH, scaled.width)
  const y = outwards(window.y, window.y + window.height, SCALER_REACH, scaled.height)
  const outer = { x: x.start, y: y.start, width: x.length, height: y.length }
  const keep = { ...sizeOf(window), x: window.x - outer.x, y: window.y - outer.y }
  const size = { width: 2 * outer.width, height: 2 * outer.height }
  return {
    resize: { box: sourceBox(shape, outer), size, filter: 'lanczos3', rgba: true, weighted: alpha },
    steps: [{ op: 'halve', args: { size: sizeOf(outer), part: keep, weighted: alpha } }],
  }
}

/** Radius of the Lanczos filter, in input or output samples, whichever are larger. */
const LANCZOS = 3

function enlarging(shape: Scaled, by: 'magic' | 'hqx', factor: number, alpha: boolean): Filtering {
  const { crop, scaled, window } = shape
  const visible = sourceBox(shape, window)
  const margin = (from: number, to: number) => SCALER_REACH + LANCZOS * Math.max(1 / factor, from / to)
  const left = visible.x - crop.x
  const top = visible.y - crop.y
  const x = outwards(left, left + visible.width, margin(crop.width, scaled.width), crop.width)
  const y = outwards(top, top + visible.height, margin(crop.height, scaled.height), crop.height)
  const from = { width: x.length, height: y.length }
  const box = { x: left - x.start, y: top - y.start, width: visible.width, height: visible.height }
  return {
    resize: {
      box: { x: crop.x + x.start, y: crop.y + y.start, ...from },
      size: from,
      filter: 'lanczos3',
      rgba: true,
      weighted: false,
    },
    steps: [{ op: 'enlarge', args: { by, factor, from, box, size: sizeOf(window), weighted: alpha } }],
  }
}

/**
 * Maximum enlargement factor for each filter. hqx supports up to 4. Beyond 8, the Magic Kernel's
 * result is smooth enough for Lanczos to enlarge it further.
 */
const LARGEST = { hqx: 4, magic: 8 }

/**
 * Plans the steps with which a filter makes the scaled picture's window. Pure. `hqx` only enlarges;
 * for all other scales it is replaced by lanczos3.
 * @param shape geometry in stored pixels, before the turn
 * @param alpha `true` if the original may have transparent pixels
 */
export function filtering(name: FilterName, shape: Scaled, alpha: boolean): Filtering {
  const { crop, scaled } = shape
  if (name !== 'magic' && name !== 'hqx') return plain(shape, name, alpha)
  const growth = Math.max(scaled.width / crop.width, scaled.height / crop.height)
  if (growth > 1) return enlarging(shape, name, Math.min(Math.ceil(growth), LARGEST[name]), alpha)
  const same = scaled.width === crop.width && scaled.height === crop.height
  return name === 'hqx' || same ? plain(shape, 'lanczos3', alpha) : halving(shape, alpha)
}

/**
 * Returns the resize filter. `hqx` and `magic` take too much time and memory for many frames, so
 * animations use lanczos3 instead.
 */
export function filterOf({ filter = 'lanczos3' }: TransformOptions, { animation }: PlanInputs): FilterName {
  return animation && (filter === 'hqx' || filter === 'magic') ? 'lanczos3' : filter
}
