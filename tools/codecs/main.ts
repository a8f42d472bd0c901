import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { countLoops } from './count-loops.ts'
import { importMemory } from './import-memory.ts'
import { prune } from './prune.ts'
import { replaceText } from './replace-text.ts'

/** jSquash's codecs, by the names under which the Worker imports them. */
const CODECS = {
  'webp-encoder': '@jsquash/webp/codec/enc/webp_enc_simd.wasm',
  'avif-decoder': '@jsquash/avif/codec/dec/avif_dec.wasm',
  'avif-encoder': '@jsquash/avif/codec/enc/avif_enc.wasm',
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

const DIRECTORY = new URL('../../src/wasm/built/', import.meta.url)

const { resolve } = createRequire(import.meta.url)

const contentOf = (file: URL) => readFile(file).catch(() => undefined)

async function write(name: string, built: Uint8Array): Promise<void> {
  const file = new URL(name, DIRECTORY)
  // Wrangler watches the files, so equal ones keep their time.
  const before = await contentOf(file)
  if (!before?.equals(built)) await writeFile(file, built)
}

/** A digest of all that the built HarfBuzz depends on. */
async function harfbuzzDigest(source: Uint8Array): Promise<Buffer> {
  const tools = ['main.ts', 'prune.ts', 'count-loops.ts', 'sections.ts']
  const files = await Promise.all(tools.map((name) => readFile(new URL(name, import.meta.url))))
  const hash = createHash('sha256')
  for (const file of [source, ...files]) hash.update(file)
  return hash.digest()
}

/** Takes two seconds: only where something has changed. */
async function buildHarfbuzz(): Promise<void> {
  const source = await readFile(resolve(HARFBUZZ))
  const digest = await harfbuzzDigest(source)
  const known = await contentOf(new URL('harfbuzz.sha256', DIRECTORY))
  if (known?.equals(digest) && (await contentOf(new URL('harfbuzz.wasm', DIRECTORY)))) return
  await write('harfbuzz.wasm', countLoops(await prune(source, HARFBUZZ_EXPORTS)))
  await write('harfbuzz.sha256', digest)
}

await mkdir(DIRECTORY, { recursive: true })
for (const [name, path] of Object.entries(CODECS)) {
  const source = await readFile(resolve(path))
  await write(
    `${name}.wasm`,
    importMemory(name === 'avif-encoder' ? replaceText(source, ...AVIF_OPTION) : source),
  )
}
await buildHarfbuzz()
