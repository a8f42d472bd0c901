import { prune } from './prune.ts'
import { renameExports } from './rename-exports.ts'

/** Functions that `src/engine/formats/heic` calls: memory allocation and libheif's C interface. */
const FUNCTIONS = `
  malloc
  heif_context_alloc heif_context_get_security_limits heif_context_read_from_memory_without_copy
  heif_context_get_image_handle heif_decoding_options_alloc
  heif_image_handle_decode_image_tile heif_decode_image heif_image_get_plane_readonly2 heif_image_release
  heif_image_get_width heif_image_get_height heif_image_get_bits_per_pixel_range`
  .trim()
  .split(/\s+/)

/**
 * Matches the JavaScript that starts the module. It captures the short export names for the memory
 * and for `__wasm_call_ctors`. These names occur nowhere else in the package's JavaScript.
 */
const MEMORY = /\b\w+=(\w+)\.(\w+|\$),\w+\(\),\w+=\1\.(?:\w+|\$),\w+\(\1\.(\w+|\$)\)/

/**
 * Makes the module that decodes HEIC from libheif's module. Exports get the C interface's names,
 * and code that Signet does not call is removed.
 * @param glue the package's JavaScript, which maps C names to short export names
 * @throws Error if the glue or the module is not as expected
 */
export async function libheifModule(module: Uint8Array, glue: string): Promise<Uint8Array> {
  const start = MEMORY.exec(glue)
  if (!start) throw new Error('libheif: the glue does not start the module as it did')
  const names = new Map([
    [start[2] ?? '', 'memory'],
    [start[3] ?? '', '__wasm_call_ctors'],
  ])
  for (const name of FUNCTIONS) {
    const short = new RegExp(`\\._${name}=\\w+\\.(\\w+|\\$)[,;]`).exec(glue)?.[1]
    if (short === undefined) throw new Error(`libheif: there is no ${name}`)
    names.set(short, name)
  }
  const pruned = await prune(module, [...names.keys()])
  return renameExports(pruned, names)
}
