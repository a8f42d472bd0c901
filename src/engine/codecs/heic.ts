import { decoder } from '../formats/heic/decoder.ts'
import { optional } from '../formats/optional.ts'
import type { WasmSource } from '../wasm/module.ts'
import { modules } from '../wasm/optional-modules.ts'

/**
 * Adds the HEIC decoder to a build.
 * @param libheif compiled libheif module, as `libheif-js` 1.23.2 builds it, which imports its
 *   memory
 */
export function addHeic(libheif: WasmSource): void {
  modules.add('libheif', libheif)
  optional.add('heicDecoder', decoder)
}
