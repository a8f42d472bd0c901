import hqxWasm from '@jsquash/resize/lib/hqx/pkg/squooshhqx_bg.wasm'
import magicWasm from '@jsquash/resize/lib/magic-kernel/pkg/jsquash_magic_kernel_bg.wasm'
import { Failure } from '../errors.ts'
import type { PlaneSize } from '../picture/size.ts'
import { type BindgenExports, copyIn, instantiate, takeOut } from './bindgen.ts'
import { callForeign } from './foreign.ts'
import { type Kernel, view } from './kernel.ts'
import { keepInstance, type Reusable, takeInstance } from './pool.ts'
import { restore, takeSnapshot } from './wipe.ts'

/** An instance that resizes RGBA pixels. */
interface Scaler extends Reusable {
  resize(rgba: Uint8Array, from: PlaneSize, to: PlaneSize): Uint8Array
  /** Brings its memory back to its start. */
  reset(): void
}

type Resizer = Scaler['resize']

function scaler({ memory }: BindgenExports, resize: Resizer): Scaler {
  const start = takeSnapshot(memory)
  return { memory, resize, reset: () => restore(memory, start) }
}

interface HqxExports extends BindgenExports {
  __wbindgen_add_to_stack_pointer(delta: number): number
  resize(result: number, rgba: number, pixels: number, width: number, height: number, factor: number): void
}

/** Stack that a function needs to return an address and a length. */
const RETURN_AREA = 16
/** Bytes of a pixel, and how its words are aligned. */
const WORD = 4

/** hqx: enlarges by 2, 3 or 4, with edges as a pattern of 3x3 pixels draws them. */
function openHqx(): Scaler {
  const exports = instantiate<HqxExports>(hqxWasm)
  return scaler(exports, (rgba, from, to) => {
    const at = copyIn(exports, rgba, WORD)
    const area = exports.__wbindgen_add_to_stack_pointer(-RETURN_AREA)
    exports.resize(area, at, rgba.length / WORD, from.width, from.height, to.width / from.width)
    const result = new DataView(exports.memory.buffer, area, RETURN_AREA)
    const [out, pixels] = [result.getUint32(0, true), result.getUint32(4, true)]
    exports.__wbindgen_add_to_stack_pointer(RETURN_AREA)
    return takeOut(exports, out, pixels * WORD, WORD)
  })
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

/** The package's sharpest: Costella's kernel of 2021, which reaches 4.5 samples to either side. */
const MAGIC = new TextEncoder().encode('magicKernelSharp2021')
/** Entries that the glue sets aside for `undefined`, `null`, `true` and `false`. */
const CONSTANTS = 4

/** Magic Kernel Sharp: the channels by themselves, with the edges repeated. */
function openMagic(): Scaler {
  let made = new Uint8Array(0)
  const exports: MagicExports = instantiate<MagicExports>(magicWasm, {
    __wbindgen_init_externref_table: () => {
      exports.__wbindgen_externrefs.grow(CONSTANTS)
    },
    // `new ImageData(…)`, for which the bytes alone do.
    __wbg_new_with_owned_u8_clamped_array: (at = 0, length = 0) => {
      made = takeOut(exports, at, length, 1)
    },
  })
  exports.__wbindgen_start()
  return scaler(exports, (rgba, from, to) => {
    const at = copyIn(exports, rgba, 1)
    const version = copyIn(exports, MAGIC, 1)
    exports.resize(at, rgba.length, from.width, from.height, to.width, to.height, version, MAGIC.length)
    return made
  })
}

const SCALERS = { hqx: openHqx, magic: openMagic }

export type ScalerName = keyof typeof SCALERS

/** `up` rows and columns are made of `down`, exactly: so a picture can be scaled a band at a time. */
export interface Scaling {
  readonly by: ScalerName
  /** hqx: 2 to 4. */
  readonly up: number
  /** hqx: 1. Divides the sides of the picture. */
  readonly down: number
}

/** Rows of the input to which a result owes anything: above and below, in units of `down`. */
export const SCALER_REACH = 5
/** Pixels of a band, of its input or its output, if not one row has more. */
const BAND = 1 << 18

/** Units of `down` rows of a band, but for those beside it. */
function bandUnits({ width, height }: PlaneSize, { up, down }: Scaling): number {
  const rows = Math.floor((BAND * down) / (width * Math.max(up, down) ** 2))
  return Math.min(Math.max(rows, 1), height / down)
}

/** Rows that have been made, from `first` on. */
export interface ScaledRows {
  readonly rows: Uint8Array
  readonly first: number
  readonly count: number
}

/**
 * Scales an RGBA picture in the kernel's memory by one of jSquash's resizers, in an instance that serves no other meanwhile.
 * @yields rows of the result, from top to bottom
 * @throws Failure internal
 */
export function* scale(
  kernel: Kernel,
  address: number,
  from: PlaneSize,
  scaling: Scaling,
): Generator<ScaledRows, void> {
  const { by, up, down } = scaling
  const bytes = scaleMemory(from, scaling)
  const scaler = takeInstance<Scaler>({ kind: by, bytes }) ?? callForeign('internal', [], SCALERS[by])
  const units = from.height / down
  const width = (from.width / down) * up
  const step = bandUnits(from, scaling)
  for (let unit = 0; unit < units; unit += step) {
    const end = Math.min(unit + step, units)
    const [top, bottom] = [Math.max(unit - SCALER_REACH, 0), Math.min(end + SCALER_REACH, units)]
    const height = (bottom - top) * down
    const rgba = view(kernel, address + top * down * from.width * WORD, height * from.width * WORD)
    const size = { width, height: (bottom - top) * up }
    const made = callForeign('internal', [], () => scaler.resize(rgba, { width: from.width, height }, size))
    if (made.length !== size.width * size.height * WORD)
      throw new Failure('internal', undefined, `${by} has made ${made.length} bytes`)
    const rows = made.subarray((unit - top) * up * width * WORD, (end - top) * up * width * WORD)
    yield { rows, first: unit * up, count: (end - unit) * up }
  }
  // One that has thrown is not used again: its stack cannot be set back.
  scaler.reset()
  keepInstance(by, scaler)
}

// Measured on 2026-11-25 with bands of all shapes, factors up to 7: what an instance has from its start, which in hqx
// is a table of the luma of all colours, and what it holds of a pixel. Rust's allocator takes up to half as much again.
const BASE = { hqx: 69_206_016, magic: 1_310_720 }
const SLACK = 1.5
const HELD = { in: 36, between: 32, out: 36 }
const HQX_COPIES = 6

/** Bytes that `scale` takes beside the picture: the instance's memory, and what of it is copied out. */
export function scaleMemory(from: PlaneSize, scaling: Scaling): number {
  const { by, up, down } = scaling
  const rows = Math.min(bandUnits(from, scaling) + 2 * SCALER_REACH, from.height / down)
  const width = (from.width / down) * up
  const input = from.width * rows * down
  const output = width * rows * up
  const copy = WORD * output
  if (by === 'hqx') return BASE.hqx + HQX_COPIES * WORD * (input + output) + copy
  const between = width * rows * down
  return BASE.magic + SLACK * (HELD.in * input + HELD.between * between + HELD.out * output) + copy
}
