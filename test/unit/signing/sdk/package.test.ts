import { globSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import root from '../../../../package.json' with { type: 'json' }
import own from '../../../../packages/signer/package.json' with { type: 'json' }
import { OPTIONS, type Row } from '../../../../src/signing/url/options.ts'
import { absoluteLinks } from '../../../../tools/packages/manifest.ts'
import { buildSigner, withoutDocs } from '../../../../tools/packages/signer.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signet-package-'))
  await buildSigner(process.cwd(), folder)
})
afterAll(() => rm(folder, { recursive: true }))

async function bundle(file: string, name: string): Promise<{ bytes: number; code: string }> {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${name} } from './signing/sdk/${file}'`, resolveDir: folder },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  })
  const [output] = outputFiles
  return { bytes: gzipSync(output?.contents ?? '', { level: 9 }).length, code: output?.text ?? '' }
}

describe('a bundle, minified and gzipped', () => {
  test.each([
    ['index.js', 'createSigner', 9600],
    ['sync.js', 'createSyncSigner', 9600],
    ['query.js', 'createQuerySigner', 2200],
    ['grant.js', 'imageFromGrant', 1000],
    ['path.js', 'createPathCipher', 2000],
  ])('from %s with %s has at most %i bytes', async (file, name, most) => {
    const { bytes, code } = await bundle(file, name)
    expect(bytes).toBeLessThanOrEqual(most)
    expect(code).not.toMatch(/\bimport\b/)
  })

  test('for imageFromGrant contains no signing code', async () => {
    expect((await bundle('grant.js', 'imageFromGrant')).code).not.toMatch(/crypto|SIGNING_KEYS|HMAC/i)
  })
})

describe('the package', () => {
  const names = () => globSync('**/*', { cwd: folder })

  test('contains a license, a page, and the files of its exports', async () => {
    const targets = Object.values(own.exports).flatMap((entry) =>
      typeof entry === 'string' ? entry : Object.values(entry),
    )
    for (const file of [...targets, 'LICENSE', 'README.md'])
      expect((await readFile(join(folder, file), 'utf8')).length).toBeGreaterThan(100)
  })

  test('contains only code and types', () => {
    const files = names().filter((name) => name.includes('.'))
    expect(files.filter((name) => !/\.(?:js|d\.ts)$/.test(name)).toSorted()).toEqual([
      'CHANGELOG.md',
      'README.md',
      'package.json',
    ])
  })

  test('has the version, license and addresses of the repository, and cannot be published under its placeholder', async () => {
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    const unnamed = own.name.startsWith('@owner/') ? { private: true } : {}
    const { version, license, homepage, repository, bugs } = root
    expect(manifest).toEqual({ ...own, version, license, homepage, repository, bugs, ...unnamed })
  })

  test.each(['README.md', 'CHANGELOG.md'])('links to the repository in %s', async (name) => {
    const page = await readFile(join(folder, name), 'utf8')
    const links = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link)
    expect(links).not.toEqual([])
    expect(links.filter((link) => !/^(?:https:|#)/.test(link))).toEqual([])
    const links2 = '[a](errors.md#b) [c](../README.md) [d](#e) [f](https://g.example/)'
    const manifest = { name: 'signet', homepage: 'https://h.example/i#readme' }
    expect(absoluteLinks(links2, manifest, 'docs')).toBe(
      '[a](https://h.example/i/blob/main/docs/errors.md#b) [c](https://h.example/i/blob/main/README.md) [d](#e) [f](https://g.example/)',
    )
    expect(absoluteLinks('[a](docs/errors.md#b)', manifest, '.')).toBe(
      '[a](https://h.example/i/blob/main/docs/errors.md#b)',
    )
  })

  test('contains no texts of the documentation', () => {
    expect(() => withoutDocs('export const OPTIONS = {}', Object.values<Row>(OPTIONS))).toThrow(
      'the table of options has no text',
    )
    expect(readFileSync(join(folder, 'engine', 'options', 'pixel-options.js'), 'utf8')).not.toContain(
      'output width in pixels',
    )
    expect(readFileSync(join(folder, 'engine', 'options', 'overlay-options.js'), 'utf8')).not.toContain(
      'text to overlay',
    )
  })

  test('contains no shapes of forms', () => {
    for (const name of ['values', 'area-values', 'lettering-values'])
      expect(readFileSync(join(folder, 'signing', 'url', `${name}.js`), 'utf8')).not.toMatch(/\bshape\b/)
  })
})

describe('documents of the package', () => {
  const pages = globSync(['*.md', '{docs,examples,src}/**/*.{md,ts,tsx,js,mjs,vue,svelte,astro}'], {
    exclude: ['**/node_modules/**'],
  })
  const imports = pages.flatMap((page) => {
    const text = readFileSync(page, 'utf8')
    const specifiers = [
      ...text.matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'".][^'"]*)['"]/g),
      ...text.matchAll(/\bnpm (?:install|i) (?:-\S+ )*(\S+)/g),
    ]
    return specifiers.map(([, specifier = '']) => ({ page, specifier }))
  })
  const ours = imports.filter(({ specifier }) => /(?:^|\/)signet(?:\/|$)/.test(specifier))

  test('use the name in its manifest and only existing subpaths', () => {
    const known = Object.keys(own.exports).map((subpath) => own.name + subpath.slice(1))
    expect(ours.filter(({ specifier }) => !known.includes(specifier))).toEqual([])
    expect(ours.map(({ page }) => page)).toEqual(expect.arrayContaining(['README.md', 'docs/sdk.md']))
  })
})
