import { MARK_CELL as CELL } from '../constants/kernel.ts'
import { encode, lengthOf } from '../mark/code.ts'
import { MAX_PERIODS, type Mode, modeOf, TILE } from '../mark/modes.ts'
import { cellsOf, patternOf, type Wave } from '../mark/pattern.ts'
import type { Size } from '../picture/size.ts'
import { rgba } from '../rows/rgba.ts'
import { heapBytes, upload } from '../wasm/heap.ts'
import { type Kernel, view } from '../wasm/kernel.ts'
import { cos, sin } from '../wasm/math.ts'
import { sideKernel } from '../wasm/side-kernel.ts'
import { sizes } from '../wasm/sizes.ts'
import type { Operation } from './operation.ts'

/** Invisible mark as a plan has it. */
export interface PlannedMark {
  /**
   * Mark value in hexadecimal digits. The output's mode (32 or 64 bits) uses the first 8 or 16
   * digits.
   */
  readonly value: string
  /** Length in bits of the values in the output's mode. It chooses the key's random words. */
  readonly bits: Mode['bits']
}

/** Invisible mark that is added to an output. */
export interface Mark extends Pick<PlannedMark, 'value'> {
  /**
   * Random 16-bit words from the key, for the output's mode. They decide which waves carry which
   * bit.
   */
  readonly stream: Uint16Array
}

const FLOAT = Float32Array.BYTES_PER_ELEMENT

/**
 * Share of the picture's interference with the mark that is canceled out. A larger share would be
 * lost when the picture is cropped.
 */
const TAKEN_BACK = 0.35
/** Maximum share of the mark's energy that is spent on canceling the picture's interference. */
const MAX_TAKEN = 0.5

/**
 * Kernel addresses of a mark's working memory: five grids with one value per cell, row buffers, and
 * the real and imaginary parts for a tile.
 */
interface Room {
  readonly grids: { means: number; variances: number; strengths: number; weights: number; limits: number }
  readonly work: number
  readonly re: number
  readonly im: number
}

const cellsAlong = (length: number) => Math.ceil(length / CELL)

function blocksOf({ width, height }: Size) {
  return {
    grid: sizes().markGridBytes(width, height),
    work: Math.max(sizes().markWorkBytes(width), sizes().fourierWorkBytes(TILE)),
    tile: TILE * TILE * FLOAT,
    angles: TILE * FLOAT,
  }
}

function roomFor(kernel: Kernel, size: Size): Room {
  const { grid, work, tile } = blocksOf(size)
  const [means, variances, strengths, weights, limits] = [
    kernel.alloc(grid),
    kernel.alloc(grid),
    kernel.alloc(grid),
    kernel.alloc(grid),
    kernel.alloc(grid),
  ]
  return {
    grids: { means, variances, strengths, weights, limits },
    work: kernel.alloc(work),
    re: kernel.alloc(tile),
    im: kernel.alloc(tile),
  }
}

/**
 * Returns the cosines and sines for a Fourier transform with length `size`, in the kernel's order.
 */
export function angles(size: number): Float32Array {
  return Float32Array.from({ length: size }, (_, at) => {
    const angle = (2 * Math.PI * Math.floor(at / 2)) / size
    return at % 2 === 0 ? cos(angle) : sin(angle)
  })
}

/**
 * Returns the share of a wave's amplitude along one axis that remains when interpolated cell means
 * replace the picture.
 * @param periods number of wave periods in a tile
 */
export function smoothOf(periods: number): number {
  const angle = (Math.PI * periods) / TILE
  if (periods === 0) return 1
  const share = sin(CELL * angle) / (CELL * sin(angle))
  return share * share * share
}

/**
 * Returns the share of a wave that a residual keeps. The residual is the picture minus its cell
 * means.
 */
const keptOf = ({ x, y }: Wave) => 1 - smoothOf(x) * smoothOf(y)

const floats = (kernel: Kernel, address: number) => {
  const { buffer, byteOffset, byteLength } = view(kernel, address, TILE * TILE * FLOAT)
  return new DataView(buffer, byteOffset, byteLength)
}

/**
 * Returns the Fourier coefficient for a wave with amplitude 1 in a tile whose standard deviation is
 * scaled to 1.
 */
function unitOf(waves: readonly Wave[]): number {
  const energy = waves.reduce((sum, { amplitude }) => sum + 2 * amplitude * amplitude, 0)
  return 1 / Math.sqrt(energy)
}

/**
 * Returns the unmarked picture's correlation with each bit's waves and with the pilots (key
 * `undefined`). The unit is the correlation that the mark alone has.
 */
function interference(
  kernel: Kernel,
  waves: readonly Wave[],
  { re, im }: Room,
  strength: number,
): Map<number | undefined, number> {
  const [real, imaginary] = [floats(kernel, re), floats(kernel, im)]
  const unit = unitOf(waves) * strength
  const sums = new Map<number | undefined, { host: number; mark: number }>()
  for (const wave of waves) {
    const [cell] = cellsOf(wave)
    const weight = wave.amplitude * keptOf(wave)
    const host =
      real.getFloat32(cell * FLOAT, true) * wave.cos + imaginary.getFloat32(cell * FLOAT, true) * wave.sin
    const sum = sums.get(wave.bit) ?? { host: 0, mark: 0 }
    sum.host += weight * host
    sum.mark += weight * weight * unit
    sums.set(wave.bit, sum)
  }
  return new Map([...sums].map(([bit, { host, mark }]) => [bit, host / mark]))
}

/**
 * Returns the wave amplitude for each bit and for the pilots (key `undefined`). Part of the
 * picture's interference is canceled out, as in Malvar and Florêncio, Improved Spread Spectrum,
 * 2003. The energy stays the same.
 */
function amplitudes(
  word: readonly number[],
  disturbance: ReadonlyMap<number | undefined, number>,
): (bit: number | undefined) => number {
  const taken = word.map((_, bit) => TAKEN_BACK * (disturbance.get(bit) ?? 0))
  const energy = taken.reduce((sum, value) => sum + value * value, 0) / word.length
  const share = energy > MAX_TAKEN ? Math.sqrt(MAX_TAKEN / energy) : 1
  const own = Math.sqrt(1 - share * share * energy)
  const pilot = Math.max(0.8, Math.min(1.4, 1 - TAKEN_BACK * (disturbance.get(undefined) ?? 0)))
  return (bit) => (bit === undefined ? pilot : own * (word[bit] === 1 ? 1 : -1) - share * (taken[bit] ?? 0))
}

function writeTile(
  kernel: Kernel,
  waves: readonly Wave[],
  { re, im }: Room,
  amplitudeOf: (bit: number | undefined) => number,
): void {
  const [real, imaginary] = [floats(kernel, re), floats(kernel, im)]
  view(kernel, re, TILE * TILE * FLOAT).fill(0)
  view(kernel, im, TILE * TILE * FLOAT).fill(0)
  const unit = unitOf(waves)
  for (const wave of waves) {
    const [cell, negative] = cellsOf(wave)
    const value = unit * wave.amplitude * amplitudeOf(wave.bit)
    for (const place of [cell, negative]) real.setFloat32(place * FLOAT, value * wave.cos, true)
    imaginary.setFloat32(cell * FLOAT, value * wave.sin, true)
    imaginary.setFloat32(negative * FLOAT, -value * wave.sin, true)
  }
}

/** Mark data that does not depend on the picture. */
interface Prepared {
  readonly mode: Mode
  readonly waves: readonly Wave[]
  readonly word: readonly number[]
}

const prepared = new WeakMap<Mark, Prepared>()

/**
 * Prepares a mark. An animation's frames share the result, because preparing it takes longer than
 * the other work on a small frame.
 */
function prepare(mark: Mark, mode: Mode): Prepared {
  const known = prepared.get(mark)
  if (known?.mode === mode) return known
  const waves = patternOf(mode, mark.stream, lengthOf(mode))
  const made = { mode, waves, word: encode(mark.value.slice(0, mode.bits / 4), mode) }
  prepared.set(mark, made)
  return made
}

/** Adds a mark to the whole picture's luma, in place. Alpha does not change. */
export const mark: Operation<Mark, PlannedMark> = {
  memory(size) {
    const { grid, work, tile, angles } = blocksOf(size)
    return heapBytes(grid, grid, grid, grid, grid, work, tile, tile, angles)
  },
  run(kernel, picture, given) {
    const marked = rgba(kernel, picture)
    const [{ address, width, height }] = marked.planes
    const mode = modeOf(marked.planes[0])
    const { waves, word } = prepare(given, mode)
    const room = roomFor(kernel, { width, height })
    const { means, variances, strengths, weights, limits } = room.grids
    const pixels = { rgba: address, width, height }
    const table = upload(kernel, angles(TILE))
    const side = sideKernel(kernel)
    const { re, im, work } = room
    const transform = { re, im, size: TILE, angles: table, band: MAX_PERIODS, work }
    side.markMeasure(address, width, height, means, variances)
    const [across, down] = [cellsAlong(width), cellsAlong(height)]
    const sum = side.markStrength({
      across,
      down,
      least: mode.strength,
      cost: mode.cost,
      ...room.grids,
      work: room.work,
    })
    side.markFold({ ...pixels, means, weights, limits, work: room.work, tile: room.re })
    side.fourier({ ...transform, inverse: 0 })
    const disturbance = interference(kernel, waves, room, sum * CELL * CELL)
    writeTile(kernel, waves, room, amplitudes(word, disturbance))
    side.fourier({ ...transform, inverse: 1 })
    side.markAdd({ ...pixels, strengths, tile: room.re, work: room.work })
    return marked
  },
}
