import { Failure } from '../../errors.ts'
import { releaseBuffer } from '../bytes/release.ts'
import { ownSeat, type Seat } from '../memory/seat.ts'
import { growTo, WASM_PAGE } from '../memory/wasm-page.ts'
import type { Size } from '../picture/size.ts'
import { type BindgenExports, copyIn, instantiate, takeOut } from './bindgen.ts'
import { callForeign } from './foreign.ts'
import { type Kernel, view } from './kernel.ts'
import { modules } from './optional-modules.ts'
import { keepStarted, startedIn, takeStarted } from './reuse.ts'

type Resizer = (rgba: Uint8Array, from: Size, to: Size) => Uint8Array

/** Instance of a scaler. */
interface Scaler {
  readonly resize: Resizer
  /** Resets the bytes that the instance has asked for, after its memory was restored. */
  reset(): void
}

/** Pages with which the modules start. They ask for all others. */
const INITIAL = 17

/**
 * Makes the function `grow` that the modules import in place of their instruction. The memory is
 * larger than the modules know, because others use it, too.
 */
function growing(memory: WebAssembly.Memory) {
  let pages = INITIAL
  return {
    grow(more: number): number {
      const before = pages
      try {
        growTo(memory, (before + more) * WASM_PAGE)
      } catch {
        return -1
      }
      pages += more
      return before
    },
    reset(): void {
      pages = INITIAL
    },
  }
}

interface HqxExports extends BindgenExports {
  __wbindgen_add_to_stack_pointer(delta: number): number
  resize(result: number, rgba: number, pixels: number, width: number, height: number, factor: number): void
}

const RETURN_AREA = 16
const PIXEL_BYTES = 4

/**
 * Starts an instance of hqx. hqx enlarges by 2, 3 or 4, and interpolates according to the pattern
 * of 3 × 3 pixels.
 */
function openHqx(memory: WebAssembly.Memory): Scaler {
  const { grow, reset } = growing(memory)
  const exports = instantiate<HqxExports>(modules.get('hqx'), memory, { grow })
  const resize: Resizer = (rgba, from, to) => {
    const at = copyIn(exports, rgba, PIXEL_BYTES)
    const area = exports.__wbindgen_add_to_stack_pointer(-RETURN_AREA)
    exports.resize(area, at, rgba.length / PIXEL_BYTES, from.width, from.height, to.width / from.width)
    const result = new DataView(exports.memory.buffer, area, RETURN_AREA)
    const [out, pixels] = [result.getUint32(0, true), result.getUint32(4, true)]
    exports.__wbindgen_add_to_stack_pointer(RETURN_AREA)
    return takeOut(exports, out, pixels * PIXEL_BYTES, PIXEL_BYTES)
  }
  return { resize, reset }
}

interface MagicExports extends BindgenExports {
  readonly __wbindgen_externrefs: WebAssembly.Table
  __wbindgen_start(): void
  resize(
    rgba: number,
    length: number,
    fromWidth: number,
    fromHeight: number,
    width: number,
    height: number,
    version: number,
    versionLength: number,
  ): unknown
}

/**
 * Name of Costella's Magic Kernel Sharp 2021. It is the sharpest kernel of the package, and reaches
 * 4.5 samples to either side.
 */
const MAGIC = new TextEncoder().encode('magicKernelSharp2021')
const GLUE_CONSTANTS = 4

function openMagic(memory: WebAssembly.Memory): Scaler {
  let result = new Uint8Array(0)
  const { grow, reset } = growing(memory)
  const exports: MagicExports = instantiate<MagicExports>(modules.get('magic'), memory, {
    grow,
    __wbindgen_init_externref_table: () => {
      exports.__wbindgen_externrefs.grow(GLUE_CONSTANTS)
    },
    __wbg_new_with_owned_u8_clamped_array: (at = 0, length = 0) => {
      result = takeOut(exports, at, length, 1)
    },
  })
  exports.__wbindgen_start()
  const resize: Resizer = (rgba, from, to) => {
    const at = copyIn(exports, rgba, 1)
    const version = copyIn(exports, MAGIC, 1)
    exports.resize(at, rgba.length, from.width, from.height, to.width, to.height, version, MAGIC.length)
    return result
  }
  return { resize, reset }
}

const SCALERS = { hqx: openHqx, magic: openMagic }

export type ScalerName = keyof typeof SCALERS

/**
 * Scaling of both sides by exactly `up / down`, so that a picture can be scaled a band at a time.
 */
export interface Scaling {
  readonly by: ScalerName
  /** Factor of enlargement; 2 to 4 for hqx. */
  readonly up: number
  /**
   * Divisor of both sides. It must divide the sides of the picture without a remainder. It is 1 for
   * hqx.
   */
  readonly down: number
}

/**
 * Number of rows of the input, above and below, that affect a row of the result. The number is in
 * units of `down` rows.
 */
export const SCALER_REACH = 5
/**
 * Maximum number of pixels of a band, both before and after scaling. A single row may have more.
 */
const BAND_PIXELS = 1 << 18
/** Maximum size in bytes of an instance, unless a single row takes more. */
const MAX_INSTANCE = 17_235_968

/**
 * Returns the number of units of a band. A band is as high as its pixels allow, and as an instance
 * in a small memory allows, but at least one unit.
 */
function bandUnits(from: Size, scaling: Scaling): number {
  const { up, down } = scaling
  const larger = Math.max(up, down)
  const rows = Math.floor((BAND_PIXELS * down) / (from.width * larger * larger))
  const most = Math.min(Math.max(rows, 1), from.height / down)
  const bytes = (units: number) => bandMemory(from, scaling, units)
  const fitting = Math.floor((MAX_INSTANCE - bytes(0)) / (bytes(1) - bytes(0)))
  return Math.min(most, Math.max(fitting, 1))
}

interface ScaledRows {
  readonly rows: Uint8Array
  readonly first: number
  readonly count: number
}

/**
 * Scales an RGBA picture in kernel memory by one of jSquash's resizers.
 * @param seat right to the memory of the resizer; without it, the resizer has a memory of its own
 * @yields rows of the result, from top to bottom. They are valid until the next rows are requested
 * @throws Failure internal
 */
export function* scale(
  kernel: Kernel,
  address: number,
  from: Size,
  scaling: Scaling,
  seat: Seat = ownSeat(new WebAssembly.Memory({ initial: INITIAL })),
): Generator<ScaledRows, void> {
  const { by, up, down } = scaling
  const { memory } = seat
  const module = SCALERS[by]
  const started =
    takeStarted<Scaler>(memory, module) ??
    startedIn(
      memory,
      callForeign('internal', [], () => module(memory)),
    )
  const { instance: scaler } = started
  scaler.reset()
  const units = from.height / down
  const width = (from.width / down) * up
  const step = bandUnits(from, scaling)
  for (let unit = 0; unit < units; unit += step) {
    const end = Math.min(unit + step, units)
    const [top, bottom] = [Math.max(unit - SCALER_REACH, 0), Math.min(end + SCALER_REACH, units)]
    const height = (bottom - top) * down
    const rgba = view(
      kernel,
      address + top * down * from.width * PIXEL_BYTES,
      height * from.width * PIXEL_BYTES,
    )
    const size = { width, height: (bottom - top) * up }
    const result = callForeign('internal', [], () => scaler.resize(rgba, { width: from.width, height }, size))
    if (result.length !== size.width * size.height * PIXEL_BYTES)
      throw new Failure('internal', undefined, `${by} returned ${result.length} bytes`)
    const rows = result.subarray(
      (unit - top) * up * width * PIXEL_BYTES,
      (end - top) * up * width * PIXEL_BYTES,
    )
    yield { rows, first: unit * up, count: (end - unit) * up }
    releaseBuffer(result)
  }
  keepStarted(memory, module, started)
}

// Memory of the scalers, measured on 2026-11-26 with bands of all shapes and factors up to 7: bytes
// at the start (`BASE_BYTES`), and bytes per pixel. Rust's allocator takes up to two thirds as much
// again.
const BASE_BYTES = { hqx: 1_441_792, magic: 1_310_720 }
const SLACK = 5 / 3
const PER_PIXEL = { in: 36, between: 32, out: 36 }
const HQX_COPIES = 6

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

/** Returns the bytes of an instance's memory and of a copy of its result. */
const bandMemory = (from: Size, scaling: Scaling, units: number): number =>
  memoryOf(from, scaling, units) + PIXEL_BYTES * bandSizes(from, scaling, units).output

/**
 * Returns the size in bytes of the memory that `scale` takes beside the picture: the instance's
 * memory, and a copy of its result.
 * @throws Failure unsupported: the build does not contain the scaler
 */
export function scaleMemory(from: Size, scaling: Scaling): number {
  modules.assert(scaling.by)
  return bandMemory(from, scaling, bandUnits(from, scaling))
}
