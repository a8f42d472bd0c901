import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'

/** Matches relative paths in code and manifests. */
const RELATIVE = /['"`](?:file:)?(\.\.?\/[^'"`\s]*)['"`]/g

/** Paths outside of an example that it may name, with the reason. */
const ALLOWED: readonly (readonly [path: RegExp, reason: string])[] = [
  [/^dist\/packages\/[^/]+$/, 'a package as npm installs it, until the packages are published'],
]

/** Returns the folder of an example, which ends with a slash. */
const exampleOf = (file: string) => `${file.split('/').slice(0, 2).join('/')}/`

/** Returns a file's relative paths that lead out of its example. */
function outsideOf(file: string, text: string): readonly string[] {
  const paths = [...text.matchAll(RELATIVE)].map(([, path = '']) => posix.join(posix.dirname(file), path))
  const outside = paths.filter((path) => !`${path}/`.startsWith(exampleOf(file)))
  return outside.filter((path) => !ALLOWED.some(([allowed]) => allowed.test(path)))
}

/** Folders with installed packages and built apps. */
const MADE = ['node_modules', 'dist', '.next', '.astro', '.wrangler']

/** Lists the code and the manifests of a folder. */
function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name)
    if (entry.isDirectory()) return MADE.includes(entry.name) ? [] : listFiles(path)
    return /\.(?:[cm]?[jt]sx?|json|astro|toml)$/.test(path) && entry.name !== 'package-lock.json'
      ? [path]
      : []
  })
}

test.each(listFiles('examples'))('%s names no path of the repository', (file) => {
  expect(outsideOf(file, readFileSync(file, 'utf8'))).toEqual([])
})

test.each([
  [
    `import { run } from '../../src/engine/transform/run-picture.ts'`,
    ['src/engine/transform/run-picture.ts'],
  ],
  [`await import("../../../other/file.js")`, ['../other/file.js']],
  [`{ "include": ["../../test/*.ts"] }`, ['test/*.ts']],
  [`{ "dependencies": { "signet": "file:../../packages/worker" } }`, ['packages/worker']],
  [`import './near.ts'; import '../a/near.ts'; import 'package'`, []],
  [`{ "dependencies": { "signet": "file:../../dist/packages/worker" } }`, []],
])('finds the paths of %s', (text, paths) => {
  expect(outsideOf('examples/a/index.ts', text)).toEqual(paths)
})
