import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { transform } from 'esbuild'
import { IMAGE_OPTIONS } from '../../src/engine/options/options.ts'
import { OUTPUT_OPTIONS } from '../../src/engine/options/output-options.ts'
import { OVERLAY_OPTIONS } from '../../src/engine/options/overlay-options.ts'
import { PIXEL_OPTIONS } from '../../src/engine/options/pixel-options.ts'
import { OPTIONS, type Row } from '../../src/signing/url/options.ts'
import { absoluteLinks, joinManifests, readManifest, writeChangelog } from './manifest.ts'
import { compile, withJsImports } from './types.ts'

type DocumentedRows = readonly Pick<Row, 'doc'>[]

/** Option table rows by the compiled file that contains them. */
const TABLES: Readonly<Record<string, DocumentedRows>> = {
  'engine/options/pixel-options.js': Object.values(PIXEL_OPTIONS),
  'engine/options/overlay-options.js': Object.values(OVERLAY_OPTIONS),
  'engine/options/output-options.js': Object.values(OUTPUT_OPTIONS),
  'signing/url/options.js': Object.entries<Row>(OPTIONS).flatMap(([name, row]) =>
    name in IMAGE_OPTIONS ? [] : row,
  ),
}

/**
 * Removes the documentation texts from a compiled option table. These texts are a seventh of the
 * bundled signer, which does not use them.
 * @throws Error if a text is not found in the code
 */
export function withoutDocs(code: string, rows: DocumentedRows): string {
  const undocumented = rows.reduce(
    (rest, { doc }) => {
      const literal = [`'${doc}'`, `"${doc}"`, `\`${doc}\``].find((text) => rest.includes(text))
      if (literal === undefined) throw new Error(`the table of options has no text ${doc}`)
      return rest.replace(literal, () => "''")
    },
    code.replace(/\binitial: (?:'[^']*'|"[^"]*"|[A-Z_]+),?\s*/g, ''),
  )
  // The signer only distinguishes the groups `overlay` and `access`. Other group names and the
  // steps of effects become empty, and empty trailing arguments in a call are removed.
  return undocumented
    .replace(/\boption\(\s*'(?!overlay'|access')\w+'/g, "option(''")
    .replace(/\beffect\(\s*'\w+'/g, "effect(''")
    .replace(/,\s*\{\s*\}\s*\)/g, ')')
    .replace(/,\s*''\s*\)/g, ')')
}

/**
 * Package files whose code is replaced. In the repository, an option has a shape (data) that is
 * translated to its text form. The signer only needs the text form. The data and the translation
 * would be 4 % of the bundled signer (2026-11-29).
 */
const LINKED: Readonly<Record<string, string>> = {
  'engine/options/shape.js': [
    "export { angle, color, decimal, flag, integer, matching, oneOf, opaqueColor, share } from '../../signing/url/values.js'",
    "export { crop, margins, regions } from '../../signing/url/area-values.js'",
    "export { fonts, shadow, stroke, template } from '../../signing/url/lettering-values.js'",
  ].join('\n'),
  'engine/options/row.js': [
    'export const option = (group, form, doc, remarks) => ({ group, ...form, doc, ...remarks })',
    'export { option as effect }',
  ].join('\n'),
  'signing/url/row.js': [
    "export { option as parameter } from '../../engine/options/row.js'",
    'export const withTexts = (rows) => rows',
  ].join('\n'),
}

const VALUE_FILES = ['values.js', 'area-values.js', 'lettering-values.js']

/**
 * Removes the shapes from compiled values. Only form fields, which the package does not have, use
 * them.
 */
export const withoutShapes = (code: string): string => code.replace(/\bshape: \{[^{}]*\},?/g, '')

async function rewrite(path: string, change: (text: string) => string, to = path): Promise<void> {
  await writeFile(to, change(await readFile(path, 'utf8')))
}

/**
 * Replaces `.ts` with `.js` in the imports of all declarations in a folder, and removes the code's
 * comments. The declarations have the same comments, which editors show.
 */
async function finish(folder: string): Promise<void> {
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name)
    if (name.endsWith('.d.ts')) await rewrite(path, withJsImports)
    if (!name.endsWith('.js')) continue
    const { code } = await transform(await readFile(path, 'utf8'), {
      legalComments: 'none',
      target: 'es2024',
    })
    await writeFile(path, code)
  }
}

/**
 * Builds the signer package's folder.
 * @param cwd repository root
 */
export async function buildSigner(cwd: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const root = await readManifest(join(cwd, 'package.json'))
  const manifest = joinManifests(await readManifest(join(cwd, 'packages', 'signer', 'package.json')), root)
  await compile(cwd, '-p', 'tsconfig.sdk.json', '--outDir', folder)
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`)
  await copyFile(join(cwd, 'LICENSE'), join(folder, 'LICENSE'))
  for (const [file, rows] of Object.entries(TABLES))
    await rewrite(join(folder, file), (code) => withoutDocs(code, rows))
  for (const [file, code] of Object.entries(LINKED)) await writeFile(join(folder, file), `${code}\n`)
  for (const file of VALUE_FILES) await rewrite(join(folder, 'signing', 'url', file), withoutShapes)
  await finish(folder)
  const absolute = (page: string) => absoluteLinks(page, root, 'docs')
  await rewrite(join(cwd, 'docs', 'sdk.md'), absolute, join(folder, 'README.md'))
  await writeChangelog(cwd, root, folder)
}
