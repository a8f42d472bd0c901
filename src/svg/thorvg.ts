// The package's entry point draws on an HTML canvas only, and it does not export the module that it draws with.
import wasm from '../../node_modules/@thorvg/webcanvas/dist/thorvg.wasm'
import { Failure } from '../errors.ts'
import type { PlaneSize } from '../picture/size.ts'
import { keepInstance, type Reusable, takeInstance } from '../wasm/pool.ts'
import { restore, takeSnapshot } from '../wasm/wipe.ts'

/**
 * What is used of the exports of thorvg.wasm 1.0.6, whose names are those of its build: another version has others.
 * Results are 0 where all went well (`Tvg_Result`); `size_t`, pointers and enumerations are u32.
 */
interface Exports {
  readonly Wb: WebAssembly.Memory
  /** Runs the constructors of static data. */
  Xb(): void
  /** malloc */
  Zb(bytes: number): number
  /** tvg_engine_init */
  $b(threads: number): number
  /** tvg_swcanvas_create */
  bc(option: number): number
  /** tvg_swcanvas_set_target, its stride in pixels */
  fc(canvas: number, buffer: number, stride: number, width: number, height: number, colors: number): number
  /** tvg_picture_new */
  ld(): number
  /** tvg_picture_load_data */
  od(picture: number, data: number, length: number, type: number, resources: number, copies: number): number
  /** tvg_picture_set_size */
  pd(picture: number, width: number, height: number): number
  /** tvg_canvas_add */
  gc(canvas: number, paint: number): number
  /** tvg_canvas_draw */
  kc(canvas: number, clears: number): number
  /** tvg_canvas_sync */
  lc(canvas: number): number
}

/** The import through which malloc asks for memory (`emscripten_resize_heap`). */
const GROW = 'xb'
/** TVG_COLORSPACE_ABGR8888: R, G, B, A in memory, colours times alpha. */
const PREMULTIPLIED_RGBA = 0
const PAGE = 65_536

/** Bytes of an instance's memory at its start; some 16 MB of them are free. */
export const THORVG_MEMORY = 17_498_112

/** ThorVG in an instance of its own. */
interface ThorVg extends Reusable {
  readonly exports: Exports
  /** Bytes that the memory may grow to; beyond, the call that wants more ends with a `Failure`. */
  limit: number
  /** Brings the memory back to its start. */
  reset(): void
}

/**
 * Starts ThorVG. Its imports are for WebGL, WebGPU, files and clocks, of which drawing an SVG needs none: they do
 * nothing while it starts, when it registers classes for JavaScript, and end it afterwards.
 */
function start(): ThorVg {
  let started = false
  const imports: Record<string, (wanted: number) => number> = {}
  for (const { name } of WebAssembly.Module.imports(wasm)) {
    imports[name] = () => {
      if (started) throw new Error(`ThorVG calls ${name}`)
      return 0
    }
  }
  imports[GROW] = (wanted) => {
    if (wanted >>> 0 > vg.limit)
      throw new Failure(
        'over-budget',
        `SVG: drawing it takes more than the ${Math.floor(vg.limit / 1e6)} MB that fit at this size: use fewer levels of opacity and masks`,
      )
    memory.grow(Math.ceil(((wanted >>> 0) - memory.buffer.byteLength) / PAGE))
    return 1
  }
  const exports = new WebAssembly.Instance(wasm, { a: imports }).exports as unknown as Exports
  const { Wb: memory } = exports
  exports.Xb()
  started = true
  const snapshot = takeSnapshot(memory)
  const vg: ThorVg = { memory, exports, limit: 0, reset: () => restore(memory, snapshot) }
  return vg
}

function succeed(result: number): void {
  if (result !== 0) throw new Failure('corrupt', 'SVG: it cannot be drawn', `ThorVG returned ${result}`)
}

/** @returns where the pixels are */
function render({ exports: vg }: ThorVg, svg: Uint8Array, { width, height }: PlaneSize): number {
  function put(data: Uint8Array): number {
    const address = vg.Zb(data.length)
    new Uint8Array(vg.Wb.buffer, address, data.length).set(data)
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
 * @param size into which the picture is stretched
 * @param limit bytes that the instance's memory may grow to
 * @param use is given RGBA with colours times alpha, in the memory of the instance, which is wiped afterwards
 * @throws Failure corrupt, over-budget; and whatever a trap throws
 */
export function draw(
  svg: Uint8Array,
  size: PlaneSize,
  limit: number,
  use: (pixels: Uint8Array<ArrayBuffer>) => void,
): void {
  const vg = takeInstance<ThorVg>({ kind: 'thorvg', bytes: limit }) ?? start()
  vg.limit = limit
  const buffer = render(vg, svg, size)
  use(new Uint8Array(vg.memory.buffer as ArrayBuffer, buffer, size.width * size.height * 4))
  // One that has thrown is not used again: its stack cannot be set back.
  vg.reset()
  keepInstance('thorvg', vg)
}
