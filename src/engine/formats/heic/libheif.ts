import { growTo, WASM_PAGE } from '../../../wasm-memory/page.ts'
import { moduleOf } from '../../wasm/module.ts'
import { modules } from '../../wasm/optional-modules.ts'

/**
 * Functions in libheif's C interface that are used. Addresses are offsets in the library's memory.
 * A function that fails writes a `heif_error` to the address in its first argument: a code, a
 * subcode, and a message's address, four bytes each.
 */
export interface Libheif {
  readonly memory: WebAssembly.Memory
  __wasm_call_ctors(): void
  malloc(bytes: number): number
  heif_context_alloc(): number
  heif_context_get_security_limits(context: number): number
  heif_context_read_from_memory_without_copy(
    error: number,
    context: number,
    file: number,
    size: number,
    options: number,
  ): void
  heif_context_get_image_handle(error: number, context: number, item: number, handle: number): void
  heif_decoding_options_alloc(): number
  heif_image_handle_decode_image_tile(
    error: number,
    handle: number,
    image: number,
    colorspace: number,
    chroma: number,
    options: number,
    column: number,
    row: number,
  ): void
  heif_decode_image(
    error: number,
    handle: number,
    image: number,
    colorspace: number,
    chroma: number,
    options: number,
  ): void
  heif_image_get_plane_readonly2(image: number, channel: number, stride: number): number
  heif_image_get_width(image: number, channel: number): number
  heif_image_get_height(image: number, channel: number): number
  heif_image_get_bits_per_pixel_range(image: number, channel: number): number
  heif_image_release(image: number): void
}

/** libheif after its start. */
export interface StartedLibheif {
  readonly lib: Libheif
  /**
   * Returns `true` if libheif asked for more memory than its limit, so that an allocation has
   * failed.
   */
  readonly refused: () => boolean
}

/** Number of bytes that the module needs to start. */
const INITIAL_MEMORY = 7 * WASM_PAGE

type Import = (...args: number[]) => number

function fail(what: string): Import {
  return () => {
    throw new Error(`libheif: ${what}`)
  }
}

/**
 * Starts libheif in a memory that is all zeros. The imports have libheif-js 1.23.2's one-letter
 * names. Imports that are not listed here serve its JavaScript interface, its files and its
 * messages, and do nothing.
 * @param limit maximum memory length in bytes
 */
export function startLibheif(memory: WebAssembly.Memory, limit: number): StartedLibheif {
  let refused = false
  growTo(memory, INITIAL_MEMORY)

  const hooks: Readonly<Record<string, Import>> = {
    b: fail('an assertion failed'),
    C: fail('abort'),
    k: fail('a C++ exception'),
    /** Implements `emscripten_memcpy_js`. */
    I: (to = 0, from = 0, length = 0) => {
      new Uint8Array(memory.buffer).copyWithin(to, from, from + length)
      return 0
    },
    /**
     * Implements `fd_write`, which discards messages. It reports all bytes as written, because the
     * C library repeats the call until they are.
     */
    p: (_file = 0, list = 0, count = 0, written = 0) => {
      const view = new DataView(memory.buffer)
      let total = 0
      for (let index = 0; index < count; index++) total += view.getUint32(list + 8 * index + 4, true)
      view.setUint32(written, total, true)
      return 0
    },
    /**
     * Implements `emscripten_resize_heap`. The memory grows by exactly the number of bytes
     * requested, while Emscripten's version adds a fifth.
     */
    D: (size = 0) => {
      const bytes = size >>> 0
      refused ||= bytes > limit
      if (bytes > limit) return 0
      growTo(memory, bytes)
      return 1
    },
  }
  const compiled = moduleOf(modules.get('libheif'))
  const names = WebAssembly.Module.imports(compiled).filter(({ kind }) => kind === 'function')
  const a = Object.fromEntries(names.map(({ name }) => [name, hooks[name] ?? (() => 0)]))
  const lib = new WebAssembly.Instance(compiled, { a, env: { memory } }).exports as unknown as Libheif
  lib.__wasm_call_ctors()
  return { lib, refused: () => refused }
}
