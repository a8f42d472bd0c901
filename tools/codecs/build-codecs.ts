import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { countLoops } from './count-loops.ts'
import { importMemory } from './import-memory.ts'
import { libheifModule } from './libheif.ts'
import { prune } from './prune.ts'
import { replaceText } from './replace-text.ts'

/** Foreign codecs, by the names under which the Worker imports them. */
const CODECS = {
  'webp-encoder': '@jsquash/webp/codec/enc/webp_enc_simd.wasm',
  'avif-decoder': '@jsquash/avif/codec/dec/avif_dec.wasm',
  'avif-encoder': '@jsquash/avif/codec/enc/avif_enc.wasm',
  'av1-decoder': 'ogv/dist/ogv-decoder-video-av1-simd-wasm.wasm',
  mozjpeg: '@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm',
}

/**
 * The AVIF encoder's binding passes an option of noise on to libaom, which Signet does not use, and none of palettes,
 * which `src/formats/avif/encoder.ts` turns off: it passes the one on under the other's name. In libaom's own table the
 * name of the first begins after `color:`, so that what is left of it there is not the name of any option.
 */
const AVIF_OPTION = ['color:denoise-noise-level', 'enable-palette'] as const

const HARFBUZZ = 'harfbuzzjs/dist/harfbuzz.wasm'
/** What `src/text/harfbuzz.ts` uses of it. */
const HARFBUZZ_EXPORTS = `
  memory __indirect_function_table __wasm_call_ctors malloc
  hb_blob_create hb_face_create hb_face_get_upem
  hb_font_create hb_font_get_h_extents hb_font_get_nominal_glyph hb_font_draw_glyph
  hb_buffer_create hb_buffer_destroy hb_buffer_add_utf16 hb_buffer_guess_segment_properties hb_buffer_set_direction
  hb_buffer_get_length hb_buffer_get_glyph_infos hb_buffer_get_glyph_positions hb_shape
  hb_draw_funcs_create hb_draw_funcs_set_move_to_func hb_draw_funcs_set_line_to_func
  hb_draw_funcs_set_quadratic_to_func hb_draw_funcs_set_cubic_to_func hb_draw_funcs_set_close_path_func`
  .trim()
  .split(/\s+/)

/** Only bundles that decode HEIC contain it: see docs/heic.md. */
const LIBHEIF = ['libheif-js/libheif-wasm/libheif.wasm', 'libheif-js/libheif-wasm/libheif.js']

const HERE = new URL('.', import.meta.url)
const DIRECTORY = new URL('../../src/wasm/built/', import.meta.url)

const { resolve } = createRequire(import.meta.url)

const contentOf = (file: URL) => readFile(file).catch(() => undefined)

async function write(name: string, built: Uint8Array): Promise<void> {
  const file = new URL(name, DIRECTORY)
  // Wrangler watches the files, so equal ones keep their time.
  const before = await contentOf(file)
  if (!before?.equals(built)) await writeFile(file, built)
}

/** A digest of all that a built module depends on. */
async function digestOf(sources: readonly Uint8Array[]): Promise<Buffer> {
  const tools = (await readdir(HERE)).filter((name) => name.endsWith('.ts')).sort()
  const files = await Promise.all(tools.map((name) => readFile(new URL(name, HERE))))
  const hash = createHash('sha256')
  for (const file of [...sources, ...files]) hash.update(file)
  return hash.digest()
}

/** Builds what takes seconds, only where something has changed. */
async function buildSlowly(
  name: string,
  paths: readonly string[],
  build: (module: Uint8Array, ...others: readonly Uint8Array[]) => Promise<Uint8Array>,
): Promise<void> {
  const [module, ...others] = await Promise.all(paths.map((path) => readFile(resolve(path))))
  if (!module) throw new Error(`there is no module for ${name}`)
  const digest = await digestOf([module, ...others])
  const known = await contentOf(new URL(`${name}.sha256`, DIRECTORY))
  if (known?.equals(digest) && (await contentOf(new URL(`${name}.wasm`, DIRECTORY)))) return
  await write(`${name}.wasm`, await build(module, ...others))
  await write(`${name}.sha256`, digest)
}

/** Builds the modules of foreign codecs to `src/wasm/built`. */
export async function buildCodecs(): Promise<void> {
  await mkdir(DIRECTORY, { recursive: true })
  for (const [name, path] of Object.entries(CODECS)) {
    const source = await readFile(resolve(path))
    await write(
      `${name}.wasm`,
      importMemory(name === 'avif-encoder' ? replaceText(source, ...AVIF_OPTION) : source),
    )
  }
  await buildSlowly('harfbuzz', [HARFBUZZ], async (module) =>
    countLoops(await prune(module, HARFBUZZ_EXPORTS)),
  )
  await buildSlowly('libheif', LIBHEIF, (module, glue) => libheifModule(module, String(glue)))
}
