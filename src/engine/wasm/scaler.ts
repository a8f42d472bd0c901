import { Failure } from '../../errors.ts'
import { ownSeat, type Seat } from '../../memory/index.ts'
import { growTo, WASM_PAGE } from '../../wasm-memory/page.ts'
import { releaseBuffer } from '../bytes/release.ts'
import type { Size } from '../picture/size.ts'
import { type BindgenExports, copyIn, instantiate, takeOut } from './bindgen.ts'
import { callForeign } from './foreign.ts'
import { type Kernel, view } from './kernel.ts'
import { modules } from './optional-modules.ts'
import { keepStarted, startedIn, takeStarted } from './reuse.ts'
import { bandUnits, PIXEL_BYTES, SCALER_REACH, type ScalerName, type Scaling } from './scaler-memory.ts'

type Resizer = (rgba: Uint8Array, from: Size, to: Size) => Uint8Array

/** A scaler's instance. */
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

/**
 * Starts an hqx instance. hqx enlarges by 2, 3 or 4, and interpolates according to the pattern in 3
 * × 3 pixels.
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
 * Name for Costella's Magic Kernel Sharp 2021. It is the package's sharpest kernel, and reaches 4.5
 * samples to either side.
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

const SCALERS: Readonly<Record<ScalerName, (memory: WebAssembly.Memory) => Scaler>> = {
  hqx: openHqx,
  magic: openMagic,
}

interface ScaledRows {
  readonly rows: Uint8Array
  readonly first: number
  readonly count: number
}

/**
 * Scales an RGBA picture in kernel memory by one of jSquash's resizers.
 * @param seat right to the resizer's memory; without it, the resizer has its own memory
 * @yields the result's rows, from top to bottom. They are valid until the next rows are requested
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
