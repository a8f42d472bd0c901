import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { build } from 'esbuild'
import { buildPage } from '../../playground/build.ts'
import { LICENSES_FILE, packageLicenses } from '../licenses/licenses.ts'
import {
  absoluteLinks,
  joinManifests,
  type Manifest,
  readManifest,
  repositoryOf,
  writeChangelog,
} from './manifest.ts'
import { writeTypes } from './types.ts'
import { WASM_IMPORTS, wasmImports, writeWasm } from './wasm.ts'

/** Source files of the package's entries, by the subpath under which the package exports them. */
export const ENTRIES = {
  worker: 'src/api/worker/index.ts',
  'worker/small': 'src/api/worker/small.ts',
  'worker/core': 'src/api/worker/core.ts',
  engine: 'src/api/engine/index.ts',
  'engine/jpeg': 'src/api/engine/jpeg.ts',
  sharp: 'src/api/sharp/index.ts',
  'codecs/avif-decoder': 'src/engine/codecs/avif-decoder.ts',
  'codecs/avif-encoder': 'src/engine/codecs/avif-encoder.ts',
  'codecs/jxl-encoder': 'src/engine/codecs/jxl-encoder.ts',
  'codecs/harfbuzz': 'src/engine/codecs/harfbuzz.ts',
  'codecs/heic': 'src/engine/codecs/heic.ts',
  'codecs/scalers': 'src/engine/codecs/scalers.ts',
  'codecs/thorvg': 'src/engine/codecs/thorvg.ts',
  development: 'playground/development/index.ts',
} as const

/** Source for the command `signet`. The package does not export it. */
const COMMAND = { cli: 'cli/signet.ts' }

/**
 * Packages whose JavaScript the package depends on. Packages with WebAssembly are compiled into the
 * package, because they would bring each file a second time.
 */
const DEPENDENCIES = [
  '@noble/hashes',
  'aws4fetch',
  'bidi-js',
  'commander',
  'css-line-break',
  'ipaddr.js',
  'smol-toml',
  'thumbhash',
  'valibot',
]

/** Modules that the user's project or the runtime has. */
const PROVIDED = ['node:*', 'cloudflare:*', 'wrangler', 'miniflare', 'esbuild', 'sharp']

interface SourceMap {
  readonly sources: readonly string[]
  readonly sourcesContent: readonly (string | null)[]
}

function manifestOf(own: Manifest, root: Manifest): Manifest {
  const exported = Object.entries(ENTRIES).map(([name, source]) => {
    const types = `./types/${source.replace(/\.ts$/, '.d.ts')}`
    return [`./${name}`, { types, default: `./dist/${name}.js` }]
  })
  const versions = DEPENDENCIES.map((name) => {
    const version = root.dependencies?.[name]
    if (version === undefined) throw new Error(`package.json has no dependency ${name}`)
    return [name, version]
  })
  return {
    ...joinManifests(own, root),
    exports: { ...Object.fromEntries(exported), './package.json': './package.json' },
    imports: WASM_IMPORTS,
    dependencies: Object.fromEntries(versions),
  }
}

/**
 * Moves the sources that source maps name into the package, where debuggers look for them. The maps
 * contain these sources, except those from other packages, which npm has, and the playground's
 * built page.
 */
async function rewriteMaps(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true })
  for (const name of names.filter((name) => name.endsWith('.map'))) {
    const path = join(folder, name)
    const map: SourceMap = JSON.parse(await readFile(path, 'utf8'))
    const toRoot = '../'.repeat(name.split(sep).length)
    const sources = map.sources.map((source) => source.replace(/^(?:\.\.\/)+/, toRoot))
    const sourcesContent = map.sourcesContent.map((text, index) =>
      /node_modules\/|\.html$/.test(sources[index] ?? '') ? '' : text,
    )
    await writeFile(path, JSON.stringify({ ...map, sources, sourcesContent }))
  }
}

/** Compiles the entries and the commands to modules that share their code. */
async function compileCode(cwd: string, folder: string, manifest: Manifest): Promise<void> {
  const { name, version } = manifest
  const define = { SIGNET_PACKAGE: JSON.stringify({ name, version, repository: repositoryOf(manifest) }) }
  await buildPage(cwd, define)
  const found = new Map<string, string>()
  await build({
    absWorkingDir: cwd,
    entryPoints: { ...ENTRIES, ...COMMAND },
    outdir: join(folder, 'dist'),
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2023',
    sourcemap: true,
    conditions: ['workerd', 'worker', 'browser'],
    mainFields: ['browser', 'module', 'main'],
    loader: { '.html': 'text' },
    define,
    external: [...PROVIDED, ...DEPENDENCIES.flatMap((name) => [name, `${name}/*`])],
    plugins: [wasmImports(found)],
    logLevel: 'error',
  })
  await writeWasm(folder, name, found)
  await rewriteMaps(join(folder, 'dist'))
}

/**
 * Builds the folder for the package with the Worker, the engine and the commands.
 * @param cwd repository root, whose kernel is built
 */
export async function buildWorker(cwd: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(join(folder, 'bin'), { recursive: true })
  const root = await readManifest(join(cwd, 'package.json'))
  const manifest = manifestOf(await readManifest(join(cwd, 'packages', 'worker', 'package.json')), root)
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`)
  await writeFile(join(folder, 'bin', 'signet.js'), "#!/usr/bin/env node\nimport '../dist/cli.js'\n", {
    mode: 0o755,
  })
  await compileCode(cwd, folder, manifest)
  await writeTypes(cwd, Object.values(ENTRIES), join(folder, 'types'))
  await copyFile(join(cwd, 'LICENSE'), join(folder, 'LICENSE'))
  await writeFile(join(folder, LICENSES_FILE), await packageLicenses(join(cwd, 'node_modules'), false))
  const page = await readFile(join(cwd, 'docs', 'package.md'), 'utf8')
  await writeFile(join(folder, 'README.md'), absoluteLinks(page, root, 'docs'))
  await writeChangelog(cwd, root, folder)
}
