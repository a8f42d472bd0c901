import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Plugin } from 'esbuild'
import { UNREADABLE_WASM } from '../../src/engine/wasm/module.ts'

/**
 * Returns the module that reads WebAssembly files in Node, Deno and Bun. A bundle contains it, but
 * not the files. In a bundle without `import.meta.url` a file's address is no valid URL.
 * @param name package name
 */
const readerOf = (name: string) => `import { readFileSync } from 'node:fs'

const MISSING =
  "the package's .wasm files are missing: leave ${name} out of your bundle " +
  '(esbuild: --external:${name}, Next: serverExternalPackages)'

/** Sentences for the user, by the error's code or name. */
const ADVICE = {
  ENOENT: MISSING,
  ENOTDIR: MISSING,
  ERR_INVALID_URL: MISSING,
  ERR_INVALID_URL_SCHEME: MISSING,
  NotCapable: "Deno may not read the package's .wasm files: run it with --allow-read",
}

export function readWasm(address) {
  try {
    return readFileSync(address())
  } catch (cause) {
    const advice = ADVICE[cause.code] ?? ADVICE[cause.name]
    if (advice === undefined) throw cause
    throw Object.assign(new Error(advice, { cause }), { name: '${UNREADABLE_WASM}' })
  }
}
`

/**
 * Modules that load a WebAssembly file, by the package-import condition that chooses them. In Node,
 * Deno and Bun a file is compiled at its first use, in a browser while the page loads. With
 * `?module` Wrangler, Vite and Nitro's bundler import a compiled module.
 */
const LOADERS = {
  workerd: (name: string) => `export { default } from './${name}.wasm?module'\n`,
  node: (name: string) => `import { readWasm } from './read.js'

let module

export default () =>
  (module ??= new WebAssembly.Module(readWasm(() => new URL('./${name}.wasm', import.meta.url))))
`,
  default: (name: string) => `const response = await fetch(new URL('./${name}.wasm', import.meta.url))

export default await WebAssembly.compile(await response.arrayBuffer())
`,
}

/** Field `imports` for a package whose WebAssembly files are in the folder `wasm`. */
export const WASM_IMPORTS = {
  '#wasm/*': Object.fromEntries(
    Object.keys(LOADERS).map((condition) => [condition, `./wasm/*.${condition}.js`]),
  ),
}

/**
 * Plugin that replaces imports of `.wasm` files with imports from the package's own loaders.
 * @param found receives each file's path by its name without extension
 */
export function wasmImports(found: Map<string, string>): Plugin {
  return {
    name: 'wasm-imports',
    setup(build) {
      build.onResolve({ filter: /\.wasm$/ }, async ({ path, resolveDir, kind, pluginData }) => {
        if (pluginData === 'resolved') return undefined
        const file = await build.resolve(path, { resolveDir, kind, pluginData: 'resolved' })
        if (file.errors.length > 0) return file
        const name = basename(file.path, '.wasm')
        const known = found.get(name)
        if (known !== undefined && known !== file.path)
          return { errors: [{ text: `${file.path} and ${known} have the same name` }] }
        found.set(name, file.path)
        return { path: `#wasm/${name}`, external: true }
      })
    },
  }
}

/**
 * Copies WebAssembly files into a package and writes their loaders.
 * @param name package name
 * @param found file paths by their names without extension
 */
export async function writeWasm(
  folder: string,
  name: string,
  found: ReadonlyMap<string, string>,
): Promise<void> {
  const target = join(folder, 'wasm')
  await mkdir(target, { recursive: true })
  await writeFile(join(target, 'read.js'), readerOf(name))
  for (const [file, path] of found) {
    await copyFile(path, join(target, `${file}.wasm`))
    for (const [condition, code] of Object.entries(LOADERS))
      await writeFile(join(target, `${file}.${condition}.js`), code(file))
  }
}
