import { Failure } from '../../errors.ts'
import { keepInstance, type Reusable, takeInstance } from '../memory/pool.ts'
import { growTo } from '../memory/wasm-page.ts'
import { restore, takeSnapshot } from '../memory/wipe.ts'
import { moduleOf } from '../wasm/module.ts'
import { modules } from '../wasm/optional-modules.ts'

/** Functions of HarfBuzz that are used here. Their values are addresses, lengths and flags. */
interface Exports {
  readonly memory: WebAssembly.Memory
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
 * Maximum rounds of HarfBuzz' loops for one text, which take at most a second. 40 Latin characters
 * take 50,000 rounds, 200 of Devanagari 1,200,000, and 200 of Nastaliq 4,200,000 (2026-11-26).
 */
const MAX_ROUNDS = 20_000_000

/** Instance of HarfBuzz, with draw functions that record outlines. */
interface Instance extends Reusable {
  readonly hb: Exports
  readonly draw: number
  readonly recording: number
  /**
   * Maximum size in bytes to which the memory of HarfBuzz may grow. `refused` is `true` if HarfBuzz
   * asked for more.
   */
  readonly growth: { limit: number; refused: boolean }
  reset(): void
}

/**
 * Adds the functions that record outlines (`src/engine/kernel/outline.ts`) to HarfBuzz' function
 * table.
 * @returns address of the draw functions
 */
function recorder(hb: Exports): number {
  const { memory, __indirect_function_table: table } = hb
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

function start(): Instance {
  const growth = { limit: Number.POSITIVE_INFINITY, refused: false }
  const env = {
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
  const { memory } = hb
  hb.__wasm_call_ctors()
  const draw = recorder(hb)
  const recording = hb.malloc(RECORDING)
  const snapshot = takeSnapshot(memory)
  return { hb, memory, draw, recording, growth, reset: () => restore(memory, snapshot) }
}

/**
 * Maximum size in bytes of a memory that is kept for another text. With a kept memory, 40
 * characters take 3.0 ms in workerd; with a new one, 4.6 ms. With a Japanese font they take 1.3 ms
 * and 3.0 ms in Node (2026-11-26).
 */
const MAX_KEPT = 8 * 1024 * 1024

/**
 * Size in bytes of the memory that HarfBuzz takes besides the fonts: tables that it changes or
 * prepares, buffers, its own data and its stack.
 */
const WORKING = 4.25 * 1024 * 1024

/**
 * Returns the size in bytes of the memory of an instance for fonts whose total size in bytes is
 * `fonts`.
 */
export function harfbuzzMemory(fonts: number): number {
  modules.assert('harfbuzz')
  return fonts + WORKING
}

const damaged = (reason: string) =>
  new Failure('corrupt', 'the font is damaged, or too complex for this text; use another font', reason)

/**
 * Runs HarfBuzz in a pooled instance. The instance is wiped afterwards, so that nothing of one text
 * is left for the next. An instance that has trapped or has grown large is not used again.
 * @param fonts total size in bytes of all fonts
 * @param use must not return views of the memory
 * @throws Failure corrupt: a font makes HarfBuzz trap, loop for too long or take too much memory
 */
export function withHarfBuzz<T>(fonts: number, use: (instance: Omit<Instance, 'growth' | 'reset'>) => T): T {
  const limit = harfbuzzMemory(fonts)
  const instance = takeInstance<Instance>({ kind: 'harfbuzz', bytes: limit }) ?? start()
  const { hb, growth } = instance
  Object.assign(growth, { limit, refused: false })
  hb.rounds.value = MAX_ROUNDS
  const result = guarded(() => use(instance))
  if (growth.refused) throw damaged('it takes too much memory')
  if (instance.memory.buffer.byteLength <= MAX_KEPT) {
    instance.reset()
    keepInstance('harfbuzz', instance)
  }
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
