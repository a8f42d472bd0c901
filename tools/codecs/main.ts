import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { countLoops } from './count-loops.ts'
import { importMemory } from './import-memory.ts'

/** jSquash's codecs, by the names under which the Worker imports them. */
const CODECS = {
  'webp-decoder': '@jsquash/webp/codec/dec/webp_dec.wasm',
  'webp-encoder': '@jsquash/webp/codec/enc/webp_enc_simd.wasm',
  'avif-decoder': '@jsquash/avif/codec/dec/avif_dec.wasm',
  'avif-encoder': '@jsquash/avif/codec/enc/avif_enc.wasm',
  mozjpeg: '@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm',
}

const DIRECTORY = new URL('../../src/wasm/built/', import.meta.url)

const { resolve } = createRequire(import.meta.url)

async function write(name: string, built: Buffer): Promise<void> {
  const file = new URL(`${name}.wasm`, DIRECTORY)
  // Wrangler watches the files, so equal ones keep their time.
  const before = await readFile(file).catch(() => undefined)
  if (!before?.equals(built)) await writeFile(file, built)
}

await mkdir(DIRECTORY, { recursive: true })
for (const [name, path] of Object.entries(CODECS))
  await write(name, importMemory(await readFile(resolve(path))))
await write('harfbuzz', countLoops(await readFile(resolve('harfbuzzjs/dist/harfbuzz.wasm'))))
