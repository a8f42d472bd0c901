import { Failure } from '../../errors.ts'
import { ownSeat, type Seat } from '../../memory/index.ts'
import { growTo, WASM_PAGE } from '../../wasm-memory/page.ts'
import type { Size } from '../picture/size.ts'
import { moduleOf } from '../wasm/module.ts'
import { modules } from '../wasm/optional-modules.ts'
import { keepStarted, startedIn, takeStarted } from '../wasm/reuse.ts'

/**
 * Exports of thorvg.wasm 1.0.6. Another build has other names. Results are `Tvg_Result`, in which 0
 * means success.
 */
interface Exports {
  Xb(): void // Static constructors.
  Zb(bytes: number): number // malloc
  $b(threads: number): number // tvg_engine_init
  bc(option: number): number // tvg_swcanvas_create
  /** `tvg_swcanvas_set_target`; the stride is in pixels. */
  fc(canvas: number, buffer: number, stride: number, width: number, height: number, colors: number): number
  ld(): number // tvg_picture_new
  /** tvg_picture_load_data */
  od(picture: number, data: number, length: number, type: number, resources: number, copies: number): number
  pd(picture: number, width: number, height: number): number // tvg_picture_set_size
  gc(canvas: number, paint: number): number // tvg_canvas_add
  kc(canvas: number, clears: number): number // tvg_canvas_draw
  lc(canvas: number): number // tvg_canvas_sync
}

/** Name of the import through which malloc requests memory (`emscripten_resize_heap`). */
const GROW = 'xb'
/** ThorVG's TVG_COLORSPACE_ABGR8888: the bytes R, G, B, A in memory. */
const PREMULTIPLIED_RGBA = 0

/** Pages with which the module starts, and the maximum that it declares. */
const INITIAL = 267
const MAXIMUM = 32_768

/** Initial size in bytes of an instance's memory. About 16 MB of it are free. */
export const THORVG_MEMORY = INITIAL * WASM_PAGE

interface ThorVg {
  readonly exports: Exports
  readonly memory: WebAssembly.Memory
  /**
   * Maximum size in bytes to which the memory may grow during a call. A call that needs more throws
   * a `Failure`.
   */
  limit: number
}

/**
 * Starts an instance. Its imports are for WebGL, WebGPU, files and clocks. They do nothing while
 * the instance starts and registers classes for JavaScript. Afterwards they throw, because drawing
 * an SVG needs no imports.
 */
function start(memory: WebAssembly.Memory): ThorVg {
  let started = false
  const imports: Record<string, (bytes: number) => number> = {}
  const wasm = moduleOf(modules.get('thorvg'))
  for (const { name, kind } of WebAssembly.Module.imports(wasm)) {
    if (kind !== 'function') continue
    imports[name] = () => {
      if (started) throw new Error(`ThorVG called the unsupported import ${name}`)
      return 0
    }
  }
  imports[GROW] = (bytes) => {
    if (bytes >>> 0 > vg.limit)
      throw new Failure(
        'over-budget',
        `SVG: drawing it takes more than the ${Math.floor(vg.limit / 1e6)} MB that fit at this size: use fewer levels of opacity and masks`,
      )
    growTo(memory, bytes >>> 0)
    return 1
  }
  const exports = new WebAssembly.Instance(wasm, { a: imports, env: { memory } })
    .exports as unknown as Exports
  exports.Xb()
  started = true
  const vg: ThorVg = { memory, exports, limit: 0 }
  return vg
}

function succeed(result: number): void {
  if (result !== 0) throw new Failure('corrupt', 'SVG: it cannot be drawn', `ThorVG returned ${result}`)
}

function render({ exports: vg, memory }: ThorVg, svg: Uint8Array, { width, height }: Size): number {
  function put(data: Uint8Array): number {
    const address = vg.Zb(data.length)
    new Uint8Array(memory.buffer, address, data.length).set(data)
    return address
  }
  succeed(vg.$b(0))
  const canvas = vg.bc(0)
  const buffer = vg.Zb(width * height * 4)
  succeed(vg.fc(canvas, buffer, width, width, height, PREMULTIPLIED_RGBA))
  const picture = vg.ld()
  succeed(vg.od(picture, put(svg), svg.length, put(new TextEncoder().encode('svg\0')), 0, 1))
  succeed(vg.pd(picture, width, height))
  succeed(vg.gc(canvas, picture))
  succeed(vg.kc(canvas, 1))
  succeed(vg.lc(canvas))
  return buffer
}

/**
 * Draws an SVG with ThorVG's software renderer.
 * @param size size to which the picture is stretched
 * @param limit maximum bytes to which the instance's memory may grow
 * @param use receives premultiplied RGBA in the instance's memory
 * @param seat right to the memory, which is wiped afterwards; without it, ThorVG has its own memory
 * @throws Failure corrupt, over-budget; also the error from a WebAssembly trap
 */
export function draw(
  svg: Uint8Array,
  size: Size,
  limit: number,
  use: (pixels: Uint8Array<ArrayBuffer>) => void,
  seat: Seat = ownSeat(new WebAssembly.Memory({ initial: INITIAL, maximum: MAXIMUM })),
): void {
  const { memory } = seat
  const started = takeStarted<ThorVg>(memory, start) ?? startedIn(memory, start(memory))
  const { instance: vg } = started
  vg.limit = limit
  try {
    const buffer = render(vg, svg, size)
    use(new Uint8Array(memory.buffer as ArrayBuffer, buffer, size.width * size.height * 4))
    keepStarted(memory, start, started)
  } finally {
    seat.end()
  }
}
