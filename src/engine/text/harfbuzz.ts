import { Failure } from '../../errors.ts'
import { ownSeat, type Seat } from '../../memory/index.ts'
import { growTo } from '../../wasm-memory/page.ts'
import { moduleOf } from '../wasm/module.ts'
import { modules } from '../wasm/optional-modules.ts'
import { keepStarted, startedIn, takeStarted } from '../wasm/reuse.ts'

/**
 * HarfBuzz functions that this file uses. Their arguments and results are addresses, lengths and
 * flags.
 */
interface Exports {
  readonly __indirect_function_table: WebAssembly.Table
  readonly rounds: WebAssembly.Global
  __wasm_call_ctors(): void
  malloc(bytes: number): number
  hb_blob_create(data: number, length: number, mode: number, user: number, destroy: number): number
  hb_face_create(blob: number, index: number): number
  hb_face_get_upem(face: number): number
  hb_font_create(face: number): number
  hb_font_get_h_extents(font: number, extents: number): number
  hb_font_get_nominal_glyph(font: number, character: number, glyph: number): number
  hb_font_draw_glyph(font: number, glyph: number, funcs: number, data: number): void
  hb_buffer_create(): number
  hb_buffer_destroy(buffer: number): void
  hb_buffer_add_utf16(buffer: number, text: number, length: number, from: number, count: number): void
  hb_buffer_guess_segment_properties(buffer: number): void
  hb_buffer_set_direction(buffer: number, direction: number): void
  hb_buffer_get_length(buffer: number): number
  hb_buffer_get_glyph_infos(buffer: number, length: number): number
  hb_buffer_get_glyph_positions(buffer: number, length: number): number
  hb_shape(font: number, buffer: number, features: number, count: number): void
  hb_draw_funcs_create(): number
  hb_draw_funcs_set_move_to_func(funcs: number, callback: number, user: number, destroy: number): void
  hb_draw_funcs_set_line_to_func(funcs: number, callback: number, user: number, destroy: number): void
  hb_draw_funcs_set_quadratic_to_func(funcs: number, callback: number, user: number, destroy: number): void
  hb_draw_funcs_set_cubic_to_func(funcs: number, callback: number, user: number, destroy: number): void
  hb_draw_funcs_set_close_path_func(funcs: number, callback: number, user: number, destroy: number): void
}

/**
 * Size in bytes of the buffer in which an outline is recorded. It is enough for some 6,000 curves
 * in one glyph.
 */
export const RECORDING = 128 * 1024
/**
 * Maximum loop iterations in HarfBuzz for one text, which take at most a second. 40 Latin
 * characters take 50,000 iterations, 200 characters in Devanagari 1,200,000, and 200 in Nastaliq
 * 4,200,000 (2026-11-26).
 */
const MAX_ROUNDS = 20_000_000

/** HarfBuzz instance, with draw functions that record outlines. */
interface Instance {
  readonly hb: Exports
  readonly memory: WebAssembly.Memory
  readonly draw: number
  readonly recording: number
  /**
   * Maximum size in bytes to which HarfBuzz's memory may grow. `refused` is `true` if HarfBuzz
   * asked for more.
   */
  readonly growth: { limit: number; refused: boolean }
}

/**
 * Adds the functions that record outlines (`kernel/outline.ts`) to HarfBuzz's function table.
 * @returns address of the draw functions
 */
function recorder(hb: Exports, memory: WebAssembly.Memory): number {
  const { __indirect_function_table: table } = hb
  const { exports } = new WebAssembly.Instance(moduleOf(modules.get('harfbuzz').outline), { env: { memory } })
  function callback(name: string): number {
    const at = table.grow(1)
    table.set(at, exports[name])
    return at
  }
  const draw = hb.hb_draw_funcs_create()
  hb.hb_draw_funcs_set_move_to_func(draw, callback('moveTo'), 0, 0)
  hb.hb_draw_funcs_set_line_to_func(draw, callback('lineTo'), 0, 0)
  hb.hb_draw_funcs_set_quadratic_to_func(draw, callback('quadraticTo'), 0, 0)
  hb.hb_draw_funcs_set_cubic_to_func(draw, callback('cubicTo'), 0, 0)
  hb.hb_draw_funcs_set_close_path_func(draw, callback('closePath'), 0, 0)
  return draw
}

function exit(): never {
  throw new Error('HarfBuzz has ended')
}

function start(memory: WebAssembly.Memory): Instance {
  const growth = { limit: Number.POSITIVE_INFINITY, refused: false }
  const env = {
    memory,
    _abort_js: exit,
    _setitimer_js: () => 0,
    _emscripten_runtime_keepalive_clear: () => undefined,
    emscripten_resize_heap(bytes: number): number {
      growth.refused ||= bytes >>> 0 > growth.limit
      if (growth.refused) return 0
      growTo(memory, bytes >>> 0)
      return 1
    },
  }
  const imports = { env, wasi_snapshot_preview1: { proc_exit: exit } }
  const hb = new WebAssembly.Instance(moduleOf(modules.get('harfbuzz').shaper), imports)
    .exports as unknown as Exports
  hb.__wasm_call_ctors()
  const draw = recorder(hb, memory)
  const recording = hb.malloc(RECORDING)
  return { hb, memory, draw, recording, growth }
}

/**
 * Memory in bytes that HarfBuzz takes besides the fonts: tables that it changes or prepares,
 * buffers, its own data and its stack.
 */
const WORKING = 4.25 * 1024 * 1024

/** Returns an instance's memory in bytes for fonts whose total size in bytes is `fonts`. */
export function harfbuzzMemory(fonts: number): number {
  modules.assert('harfbuzz')
  return fonts + WORKING
}

const damaged = (reason: string) =>
  new Failure('corrupt', 'the font is damaged, or too complex for this text; use another font', reason)

/** Initial and maximum number of pages for a memory outside the pool. */
const INITIAL = 267
const MAXIMUM = 1024

/**
 * Runs HarfBuzz. Its memory is wiped afterwards, so that no data from one text is left for the
 * next. An instance that has trapped is not used again.
 * @param fonts total size in bytes of all fonts
 * @param use function that runs with the instance. It must not return views on the memory
 * @param seat right to the memory; without it, HarfBuzz has its own memory
 * @throws Failure corrupt: a font makes HarfBuzz trap, loop for too long or take too much memory
 */
export function withHarfBuzz<T>(
  fonts: number,
  use: (instance: Omit<Instance, 'growth'>) => T,
  seat: Seat = ownSeat(new WebAssembly.Memory({ initial: INITIAL, maximum: MAXIMUM })),
): T {
  const limit = harfbuzzMemory(fonts)
  const { memory } = seat
  const started = takeStarted<Instance>(memory, start) ?? startedIn(memory, start(memory))
  const { instance } = started
  Object.assign(instance.growth, { limit, refused: false })
  instance.hb.rounds.value = MAX_ROUNDS
  const result = guarded(() => use(instance))
  if (instance.growth.refused) throw damaged('it takes too much memory')
  keepStarted(memory, start, started)
  return result
}

function guarded<T>(call: () => T): T {
  try {
    return call()
  } catch (error) {
    // V8 throws a RangeError when the stack is full. A damaged font can cause deep recursion.
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) throw damaged(String(error))
    throw error
  }
}
