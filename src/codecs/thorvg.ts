// The package's entry point draws on an HTML canvas only, and it does not export the module that it draws with.
import wasm from '../../node_modules/@thorvg/webcanvas/dist/thorvg.wasm'
import { Failure } from '../errors.ts'
import type { PlaneSize } from './codec.ts'

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

/**
 * Starts ThorVG in an instance of its own. Its imports are for WebGL, WebGPU, files and clocks, of which drawing an
 * SVG needs none: they do nothing while it starts, when it registers classes for JavaScript, and end it afterwards.
 * @param limit bytes that the memory may grow to; beyond, the call that wants more ends with a `Failure`
 */
function start(limit: number): Exports {
  let started = false
  const imports: Record<string, (wanted: number) => number> = {}
  for (const { name } of WebAssembly.Module.imports(wasm)) {
    imports[name] = () => {
      if (started) throw new Error(`ThorVG calls ${name}`)
      return 0
    }
  }
  imports[GROW] = (wanted) => {
    if (wanted >>> 0 > limit)
      throw new Failure(
        'over-budget',
        `SVG: drawing it takes more than the ${Math.floor(limit / 1e6)} MB that fit at this size: use fewer levels of opacity and masks`,
      )
    const { Wb: memory } = exports
    memory.grow(Math.ceil(((wanted >>> 0) - memory.buffer.byteLength) / PAGE))
    return 1
  }
  const exports = new WebAssembly.Instance(wasm, { a: imports }).exports as unknown as Exports
  exports.Xb()
  started = true
  return exports
}

function succeed(result: number): void {
  if (result !== 0) throw new Failure('corrupt', 'SVG: it cannot be drawn', `ThorVG returned ${result}`)
}

/**
 * Draws an SVG with ThorVG's software renderer.
 * @param size into which the picture is stretched
 * @param limit bytes that the instance's memory may grow to
 * @returns RGBA with colours times alpha, in the memory of the instance, which goes with it
 * @throws Failure corrupt, over-budget; and whatever a trap throws
 */
export function draw(svg: Uint8Array, { width, height }: PlaneSize, limit: number): Uint8Array<ArrayBuffer> {
  const vg = start(limit)
  const bytes = width * height * 4
  function put(data: Uint8Array): number {
    const address = vg.Zb(data.length)
    new Uint8Array(vg.Wb.buffer, address, data.length).set(data)
    return address
  }
  succeed(vg.$b(0))
  const canvas = vg.bc(0)
  const buffer = vg.Zb(bytes)
  succeed(vg.fc(canvas, buffer, width, width, height, PREMULTIPLIED_RGBA))
  const picture = vg.ld()
  succeed(vg.od(picture, put(svg), svg.length, put(new TextEncoder().encode('svg\0')), 0, 1))
  succeed(vg.pd(picture, width, height))
  succeed(vg.gc(canvas, picture))
  succeed(vg.kc(canvas, 1))
  succeed(vg.lc(canvas))
  return new Uint8Array(vg.Wb.buffer as ArrayBuffer, buffer, bytes)
}
