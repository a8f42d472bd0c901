import { execFile } from 'node:child_process'
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, normalize } from 'node:path'
import { promisify } from 'node:util'
import { command, refuse } from '../cli/command.ts'
import { IMAGE_OPTIONS } from '../src/engine/options/options.ts'
import { OUTPUT_OPTIONS } from '../src/engine/options/output-options.ts'
import { OVERLAY_OPTIONS } from '../src/engine/options/overlay-options.ts'
import { PIXEL_OPTIONS } from '../src/engine/options/pixel-options.ts'
import { OPTIONS, type Row } from '../src/signing/url/options.ts'

/** Scope of the package name until the package has an owner. npm has no scope of this name. */
const PLACEHOLDER = '@owner/'

const FOLDER = join('dist', 'package')

interface Manifest {
  readonly name: string
  readonly [field: string]: unknown
}

const readManifest = async (path: string): Promise<Manifest> => JSON.parse(await readFile(path, 'utf8'))

/**
 * Joins the manifest of the signer with the fields that it shares with the manifest of the
 * repository.
 */
function joinManifests(own: Manifest, { version, license, homepage, repository, bugs }: Manifest): Manifest {
  const guard = own.name.startsWith(PLACEHOLDER) ? { private: true } : {}
  return { ...own, version, license, homepage, repository, bugs, ...guard }
}

/** Replaces relative links of a page in `docs` with absolute links to the repository. */
export function absoluteLinks(markdown: string, homepage: string): string {
  const base = `${homepage.replace(/#.*$/, '')}/blob/main`
  return markdown.replace(
    /\]\((?![a-z]+:|#)([^)\s]+)\)/g,
    (_, link) => `](${base}/${normalize(`docs/${link}`)})`,
  )
}

type DocumentedRows = readonly Pick<Row, 'doc'>[]

/** Rows of the option table by the compiled file that contains them. */
const TABLES: Readonly<Record<string, DocumentedRows>> = {
  'engine/options/pixel-options.js': Object.values(PIXEL_OPTIONS),
  'engine/options/overlay-options.js': Object.values(OVERLAY_OPTIONS),
  'engine/options/output-options.js': Object.values(OUTPUT_OPTIONS),
  'signing/url/options.js': Object.entries<Row>(OPTIONS).flatMap(([name, row]) =>
    name in IMAGE_OPTIONS ? [] : row,
  ),
}

/**
 * Removes the documentation texts from a compiled table of options. These texts are a seventh of
 * the bundled signer, which does not use them.
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
  // The signer only distinguishes the groups `overlay` and `access`. Other group names become
  // empty, and empty arguments at the end of a call are removed.
  return undocumented
    .replace(/\boption\(\s*'(?!overlay'|access')\w+'/g, "option(''")
    .replace(/,\s*\{\s*\}\s*\)/g, ')')
    .replace(/,\s*''\s*\)/g, ')')
}

/**
 * Files of the package whose code is replaced. In the repository, an option has a shape (data) that
 * is translated to its text form. The signer only needs the text form. The data and the translation
 * would be 4 % of the bundled signer (2026-11-29).
 */
const LINKED: Readonly<Record<string, string>> = {
  'engine/options/shape.js': [
    "export { angle, color, decimal, flag, integer, matching, oneOf, opaqueColor, share } from '../../signing/url/values.js'",
    "export { crop, margins, regions } from '../../signing/url/area-values.js'",
    "export { fonts, shadow, stroke, template } from '../../signing/url/lettering-values.js'",
  ].join('\n'),
  'engine/options/row.js':
    'export const option = (group, form, doc, remarks) => ({ group, ...form, doc, ...remarks })',
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
 * Builds the folder of the npm package.
 * @param cwd root of the repository
 */
export async function buildPackage(cwd: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const root = await readManifest(join(cwd, 'package.json'))
  const manifest = joinManifests(await readManifest(join(cwd, 'src', 'signing', 'sdk', 'package.json')), root)
  const compiler = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
  const args = [join(compiler, 'bin', 'tsc'), '-p', 'tsconfig.sdk.json', '--outDir', folder]
  await promisify(execFile)(process.execPath, args, { cwd })
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`)
  await copyFile(join(cwd, 'LICENSE'), join(folder, 'LICENSE'))
  for (const [file, rows] of Object.entries(TABLES))
    await rewrite(join(folder, file), (code) => withoutDocs(code, rows))
  for (const [file, code] of Object.entries(LINKED)) await writeFile(join(folder, file), `${code}\n`)
  for (const file of VALUE_FILES) await rewrite(join(folder, 'signing', 'url', file), withoutShapes)
  const absolute = (page: string) => absoluteLinks(page, String(root['homepage']))
  await rewrite(join(cwd, 'docs', 'sdk.md'), absolute, join(folder, 'README.md'))
}

const SPEC = {
  name: 'package',
  does: 'Packs the signer as npm publishes it.',
  flags: { local: { about: 'packs it under a placeholder name too, for a local install' } },
  examples: ['--local'],
} as const

/**
 * Packs the signer as it is published on npm. `--local` also packs it while its name is a
 * placeholder, for a local installation.
 */
export const packageSdk = command(SPEC, async ({ flags: { local } }, io) => {
  const { name } = await readManifest(join(io.cwd, 'src', 'signing', 'sdk', 'package.json'))
  if (name.startsWith(PLACEHOLDER) && !local)
    refuse(
      `the name ${name} is a placeholder: put yours into src/signing/sdk/package.json, the README and docs; ` +
        '-- --local packs it for a local install',
    )
  await buildPackage(io.cwd, join(io.cwd, FOLDER))
  const { stdout } = await promisify(execFile)('npm', ['pack', `./${FOLDER}`, '--silent'], { cwd: io.cwd })
  io.out(stdout.trim())
  return 0
})
