import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { checkStack, type Stack } from './check-stack.ts'
import { countLoops } from './count-loops.ts'
import { importMemory } from './import-memory.ts'
import { lendMemory } from './lend-memory.ts'
import { libheifModule } from './libheif.ts'
import { prune } from './prune.ts'
import { replaceText } from './replace-text.ts'
import { STACKS } from './stacks.ts'
import { withoutAccounting } from './without-accounting.ts'
import { withoutTable } from './without-table.ts'

/**
 * Option name in the AVIF encoder, and the name that replaces it.
 * `src/engine/formats/avif/encoder.ts` turns palettes off, but the encoder's JavaScript binding has
 * no setting for `enable-palette`. The binding has a setting for noise, which Signet does not use.
 * After the replacement, the binding passes its noise setting to libaom as `enable-palette`.
 * libaom's own option table shares the text after `color:` with the binding. In this table, the
 * name becomes `-palette`, which is not an option.
 */
const AVIF_OPTION = ['color:denoise-noise-level', 'enable-palette'] as const

/** Exports that `src/engine/text/harfbuzz.ts` uses. */
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

/** Exports that `src/engine/svg/thorvg.ts` uses. */
const THORVG_EXPORTS = 'Wb Xb Zb $b bc fc ld od pd gc kc lc'.split(' ')

/** A foreign module's source: package files, and the build steps in addition to the stack check. */
interface Foreign {
  /** Paths to the module and to the other files that it is built from. */
  readonly paths: readonly string[]
  prepare?(module: Uint8Array, ...others: readonly Uint8Array[]): Uint8Array | Promise<Uint8Array>
  finish?(module: Uint8Array): Uint8Array
}

const importing = (module: Uint8Array) => importMemory(module)

/**
 * libheif's initial memory in pages of 64 KB. It holds libheif's data and stack. libheif's
 * allocator grows the memory when it needs a heap.
 */
const LIBHEIF_PAGES = 7

/** dav1d's initial memory in pages. It holds dav1d's data and stack. */
const AV1_PAGES = 16

/** Foreign modules by the names under which the Worker imports them. */
const FOREIGN: Readonly<Record<keyof typeof STACKS, Foreign>> = {
  'avif-decoder': {
    paths: ['@jsquash/avif/codec/dec/avif_dec.wasm'],
    prepare: withoutAccounting,
    finish: importing,
  },
  'avif-encoder': {
    paths: ['@jsquash/avif/codec/enc/avif_enc.wasm'],
    prepare: (module) => replaceText(module, ...AVIF_OPTION),
    finish: importing,
  },
  'av1-decoder': {
    paths: ['ogv/dist/ogv-decoder-video-av1-simd-wasm.wasm'],
    finish: (module) => importMemory(module, AV1_PAGES),
  },
  harfbuzz: {
    paths: ['harfbuzzjs/dist/harfbuzz.wasm'],
    prepare: (module) => prune(module, HARFBUZZ_EXPORTS),
    finish: (module) => importMemory(countLoops(module)),
  },
  // Only bundles that decode HEIC contain libheif: see docs/heic.md.
  libheif: {
    paths: ['libheif-js/libheif-wasm/libheif.wasm', 'libheif-js/libheif-wasm/libheif.js'],
    prepare: (module, glue) => libheifModule(module, String(glue)),
    finish: (module) => importMemory(module, LIBHEIF_PAGES),
  },
  // The package does not export this module. Therefore the path starts at `node_modules`.
  thorvg: {
    paths: ['../../node_modules/@thorvg/webcanvas/dist/thorvg.wasm'],
    prepare: (module) => prune(module, THORVG_EXPORTS),
    finish: importing,
  },
}

/** Foreign modules in Rust. Their stacks are not checked. */
export const RUST_MODULES: Readonly<Record<string, Foreign>> = {
  hqx: {
    paths: ['@jsquash/resize/lib/hqx/pkg/squooshhqx_bg.wasm'],
    prepare: async (module) => lendMemory(await withoutTable(module)),
  },
  magic: {
    paths: ['@jsquash/resize/lib/magic-kernel/pkg/jsquash_magic_kernel_bg.wasm'],
    prepare: (module) => lendMemory(module),
  },
}

/** Name of the kernel digest, which `tools/kernel/built.ts` writes into the same folder. */
const KERNEL = 'kernel'

const HERE = new URL('.', import.meta.url)
const DIRECTORY = new URL('../../src/engine/wasm/built/', import.meta.url)

const { resolve } = createRequire(import.meta.url)

const contentOf = (file: URL) => readFile(file).catch(() => undefined)

async function write(name: string, built: Uint8Array): Promise<void> {
  const file = new URL(name, DIRECTORY)
  // wrangler watches the built files. A file whose content has not changed is not written, so that
  // wrangler does not build again.
  const before = await contentOf(file)
  if (!before?.equals(built)) await writeFile(file, built)
}

/** Returns a digest for a built module's inputs: its source files and the files in this folder. */
async function digestOf(sources: readonly Uint8Array[]): Promise<Buffer> {
  const tools = (await readdir(HERE)).filter((name) => name.endsWith('.ts')).sort()
  const files = await Promise.all(tools.map((name) => readFile(new URL(name, HERE))))
  const hash = createHash('sha256')
  for (const file of [...sources, ...files]) hash.update(file)
  return hash.digest()
}

/** Builds a module if its digest has changed. The digest avoids builds, which take some seconds. */
async function build(name: string, { paths, prepare, finish }: Foreign, stack?: Stack): Promise<void> {
  const [module, ...others] = await Promise.all(paths.map((path) => readFile(resolve(path))))
  if (!module) throw new Error(`there is no module for ${name}`)
  const digest = await digestOf([module, ...others])
  const known = await contentOf(new URL(`${name}.sha256`, DIRECTORY))
  if (known?.equals(digest) && (await contentOf(new URL(`${name}.wasm`, DIRECTORY)))) return
  const prepared = (await prepare?.(module, ...others)) ?? module
  const checked = stack ? await checkStack(prepared, stack) : prepared
  await write(`${name}.wasm`, finish?.(checked) ?? checked)
  await write(`${name}.sha256`, digest)
}

/** Removes the foreign modules that the project no longer has, and their digests. */
async function removeFormer(): Promise<void> {
  const names = [...Object.keys(STACKS), ...Object.keys(RUST_MODULES), KERNEL]
  const digests = (await readdir(DIRECTORY)).filter((name) => name.endsWith('.sha256'))
  for (const digest of digests) {
    const name = digest.slice(0, -'.sha256'.length)
    if (names.includes(name)) continue
    await rm(new URL(`${name}.wasm`, DIRECTORY), { force: true })
    await rm(new URL(digest, DIRECTORY))
  }
}

/**
 * Builds the foreign modules into `src/engine/wasm/built`, and removes modules from former
 * versions.
 */
export async function buildCodecs(): Promise<void> {
  await mkdir(DIRECTORY, { recursive: true })
  await removeFormer()
  for (const name of Object.keys(STACKS) as (keyof typeof STACKS)[])
    await build(name, FOREIGN[name], STACKS[name])
  for (const [name, foreign] of Object.entries(RUST_MODULES)) await build(name, foreign)
}
