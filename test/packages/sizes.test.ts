import { execFile } from 'node:child_process'
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, expect, inject, test } from 'vitest'
import heic from '../../packages/heic/package.json' with { type: 'json' }
import worker from '../../packages/worker/package.json' with { type: 'json' }
import { type BundledModule, bundled, wasmOf } from './bundled.ts'

const project = inject('project')
const folder = join(project, 'sizes')

/**
 * Transforms a JPEG into several formats in Node.
 * @returns for each step, the lengths of the modules that it compiles
 */
const STEPS = `
const compiled = []
const { Module } = WebAssembly
WebAssembly.Module = class extends Module {
  constructor(bytes) {
    super(bytes)
    compiled.push(bytes.byteLength)
  }
}
for (const name of ['compile', 'compileStreaming', 'instantiate', 'instantiateStreaming'])
  WebAssembly[name] = () => { throw new Error(name + ' is not counted') }

const { probe, transform } = await import('${worker.name}/engine')
const { readFile } = await import('node:fs/promises')
const photo = new Uint8Array(await readFile('photo.jpg'))
const logo = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
const files = () => new TextEncoder().encode(logo)
const steps = {
  'import': () => {},
  'probe': () => probe(photo),
  'jpeg': () => transform(photo, { width: 20 }),
  'progressive jpeg': () => transform(photo, { progressive: true }),
  'png': () => transform(photo, { format: 'png' }),
  'webp': () => transform(photo, { format: 'webp' }),
  'best webp': () => transform(photo, { format: 'webp', effort: 'best' }),
  'avif': () => transform(photo, { format: 'avif' }),
  'jxl': () => transform(photo, { format: 'jxl' }),
  'svg': () => transform(photo, { olurl: '/logo.svg' }, { files }),
}
const results = {}
for (const [name, step] of Object.entries(steps)) {
  await step()
  results[name] = compiled.splice(0)
}
console.log(JSON.stringify(results))
`

/** Returns the names of the package's WebAssembly files by their lengths. */
async function namesByLength(): Promise<ReadonlyMap<number, string>> {
  const wasm = join(project, 'node_modules', worker.name, 'wasm')
  const names = (await readdir(wasm)).filter((name) => name.endsWith('.wasm'))
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(wasm, name))).size))
  return new Map(sizes.map((size, at) => [size, names[at] ?? '']))
}

test('Node compiles a codec at its first use', async () => {
  await mkdir(folder, { recursive: true })
  const photo = sharp({ create: { width: 32, height: 24, channels: 3, background: '#936' } })
  await writeFile(join(folder, 'photo.jpg'), await photo.jpeg().toBuffer())
  const args = ['--input-type=module', '--eval', STEPS]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder })
  const names = await namesByLength()
  const steps: Readonly<Record<string, number[]>> = JSON.parse(stdout)
  const compiled = Object.entries(steps).map(([step, sizes]) => [
    step,
    sizes.map((size) => names.get(size)).sort(),
  ])
  expect(Object.fromEntries(compiled)).toEqual({
    import: [],
    probe: ['kernel.wasm', 'sizes.wasm'],
    jpeg: [],
    'progressive jpeg': [],
    png: [],
    webp: ['vp8-encoder.wasm'],
    'best webp': [],
    avif: ['avif-encoder.wasm'],
    jxl: ['jxl-encoder.wasm'],
    svg: ['math.wasm', 'thorvg.wasm'],
  })
})

const KERNELS = ['kernel.wasm', 'math.wasm', 'side.wasm', 'sizes.wasm', 'vp8-encoder.wasm']
const SMALL = [...['harfbuzz.wasm', 'hqx.wasm', 'magic.wasm', 'outline.wasm'], ...['thorvg.wasm']]
const AVIF = ['av1-decoder.wasm', 'avif-decoder.wasm', 'avif-encoder.wasm']
const JXL = ['jxl-encoder.wasm']

const engine = (entry: string) => `
import { transform } from '${worker.name}/${entry}'
export default { fetch: async ({ body }) => new Response((await transform(body, { width: 9 })).body) }`
const handler = (entry: string) => `export { default, Render } from '${entry}'`

/** Workers by the entry that they import, and the WebAssembly files that they contain. */
const WORKERS: Readonly<Record<string, { source: string; wasm: readonly string[]; budget: number }>> = {
  engine: { source: engine('engine'), wasm: [...SMALL, ...AVIF, ...JXL], budget: 2_800_000 },
  'engine/jpeg': { source: engine('engine/jpeg'), wasm: [], budget: 400_000 },
  worker: { source: handler(`${worker.name}/worker`), wasm: [...SMALL, ...AVIF, ...JXL], budget: 2_900_000 },
  'worker/small': { source: handler(`${worker.name}/worker/small`), wasm: SMALL, budget: 1_200_000 },
  'heic/worker': {
    source: handler(`${heic.name}/worker`),
    wasm: [...SMALL, ...AVIF, ...JXL, 'libheif.wasm'],
    budget: 3_300_000,
  },
  'heic/worker/without-avif-output': {
    source: handler(`${heic.name}/worker/without-avif-output`),
    wasm: [...SMALL, 'av1-decoder.wasm', 'avif-decoder.wasm', 'libheif.wasm'],
    budget: 2_400_000,
  },
}

const uploaded = (modules: readonly BundledModule[]): number =>
  modules.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0)

const sizes: string[] = []

// The sizes are documented in docs/package.md.
afterAll(() => console.info(`gzip that wrangler uploads: ${sizes.sort().join(', ')}`))

test.concurrent.each(Object.entries(WORKERS))(
  'a Worker with %s contains only the codecs that it needs',
  async (name, { source, wasm, budget }) => {
    const modules = await bundled(project, source)
    const kb = Math.round(uploaded(modules) / 1024)
    sizes.push(`${name}: ${kb} KB`)
    expect(wasmOf(modules)).toEqual([...KERNELS, ...wasm].sort())
    expect(kb * 1024).toBeLessThan(budget)
  },
)
