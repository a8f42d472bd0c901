import { readFile } from 'node:fs/promises'
import { parse } from 'node:path'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { RUST_MODULES } from '../../../../tools/codecs/build-codecs.ts'
import { COMPONENTS, CONTAINED, PACKAGES } from '../../../../tools/licenses/components.ts'
import { LICENSES_FILE, licenses } from '../../../../tools/licenses/licenses.ts'
import { LIBRARIES, MODULES } from '../../../../tools/security/libraries.ts'

const BUILT = 'src/engine/wasm/built/'

/** Returns the package files that a bundle's input is, or is built from. */
function origins(input: string): readonly string[] {
  const [, name] = input.split(BUILT)
  const rust = name && RUST_MODULES[parse(name).name]
  return rust ? rust.paths.map((path) => `node_modules/${path}`) : [input]
}

/** Lists the packages whose code esbuild bundles into the Worker. */
async function bundled(entry: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    external: ['cloudflare:*', 'node:*'],
    loader: { '.wasm': 'empty' },
  })
  const packages = Object.keys(metafile.inputs)
    .flatMap(origins)
    .map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1])
  return [...new Set(packages.filter((name) => name !== undefined))].toSorted()
}

test(`${LICENSES_FILE} is up to date with npm run docs`, async () => {
  expect(await readFile(LICENSES_FILE, 'utf8')).toBe(await licenses('node_modules'))
})

describe('the listed components', () => {
  test.each(['src/index.ts', 'src/builds/heic.ts'])('are the packages of a bundle: %s', async (entry) => {
    expect(await bundled(entry)).toEqual(PACKAGES.map(({ name }) => name).toSorted())
  })

  test('include the libraries inside the .wasm files', () => {
    expect(CONTAINED.map(({ name }) => name)).toEqual(Object.keys(LIBRARIES))
  })

  test('include the Rust crates inside the .wasm files', async () => {
    const names = COMPONENTS.map(({ name }) => name).join(' ')
    const crates = await Promise.all(
      MODULES.map(async ({ file }) => {
        const text = await readFile(`node_modules/${file}`, 'latin1')
        return [...text.matchAll(/\/index\.crates\.io-[0-9a-f]+\/([\w-]+)-\d/g)].map(([, crate]) => crate)
      }),
    )
    expect(new Set(crates.flat())).toEqual(new Set(['lazy_static', 'magic-kernel', 'wasm-bindgen']))
    for (const crate of new Set(crates.flat())) expect(names).toContain(crate)
  })

  test('are under the LGPL only in the HEIC builds', () => {
    const lgpl = COMPONENTS.filter(({ license }) => /GPL/.test(license))
    expect(lgpl.map(({ name }) => name)).toEqual(['libheif', 'libde265', 'libheif-js'])
    for (const { heic } of lgpl) expect(heic).toBe(true)
  })
})

test('the license of each package is the one that it names', async () => {
  for (const { name, license } of PACKAGES) {
    const manifest = JSON.parse(await readFile(`node_modules/${name}/package.json`, 'utf8'))
    expect([name, manifest.license]).toEqual([name, license])
  }
})
