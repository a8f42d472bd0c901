import { build, type Plugin } from 'esbuild'
import { expect, test } from 'vitest'
import { missingFiles, textsOf } from '../../../support/project/file-names.ts'

const PACKAGE = {
  name: '@owner/signet-worker',
  version: '1.2.3',
  repository: 'https://github.com/acme/signet',
}

/** Leaves out the built page, whose texts are those of `playground/page`. */
const withoutPage: Plugin = {
  name: 'without-page',
  setup(bundler) {
    bundler.onResolve({ filter: /\.html$/ }, ({ path }) => ({ path, namespace: 'page' }))
    bundler.onLoad({ filter: /.*/, namespace: 'page' }, () => ({ contents: '', loader: 'empty' }))
  },
}

/** Builds an entry as the package does, except that names stay readable. */
async function codeOf(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    outdir: 'dist',
    format: 'esm',
    target: 'es2023',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    conditions: ['workerd', 'worker', 'browser'],
    mainFields: ['browser', 'module', 'main'],
    loader: { '.wasm': 'empty' },
    plugins: [withoutPage],
    external: ['node:*', 'cloudflare:*'],
    define: { SIGNET_PACKAGE: JSON.stringify(PACKAGE) },
    logLevel: 'error',
  })
  return outputFiles.find(({ path }) => path.endsWith('.js'))?.text ?? ''
}

/** The page that the playground serves, and entries of the package. */
const ENTRIES = [
  'playground/page/main.tsx',
  'playground/development/index.ts',
  'src/api/engine/index.ts',
  'src/api/sharp/index.ts',
  'src/api/worker/core.ts',
]

test.each(ENTRIES)('no text of %s names a file that the package does not have', async (entry) => {
  const texts = textsOf(await codeOf(entry))
  expect(texts.length).toBeGreaterThan(1000)
  expect(texts.filter((text) => missingFiles(text, ['README.md', 'CHANGELOG.md']).length > 0)).toEqual([])
})
