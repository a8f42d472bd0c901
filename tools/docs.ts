import { globSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { renderFigures } from '../bench/figures.ts'
import { readResults } from '../bench/read-results.ts'
import type { Check } from '../cli/doctor/check.ts'
import { DEPLOYED_CHECKS } from '../cli/doctor/deployed-checks.ts'
import { LOCAL_CHECKS } from '../cli/doctor/local-checks.ts'
import { migrationRows, TABLES } from '../cli/migrate/tables.ts'
import { CacheTable } from '../src/edge/cache/table.ts'
import { LogTable } from '../src/edge/log/table.ts'
import { STAGES } from '../src/edge/request/stages.ts'
import { CredentialsTable } from '../src/edge/source/credentials.ts'
import { InstanceTable } from '../src/edge/variables.ts'
import { ZoneTable } from '../src/edge/zone-table.ts'
import { ERRORS, type ErrorCode } from '../src/errors.ts'
import { LimitsTable } from '../src/limits.ts'
import { KeyTable } from '../src/signing/auth/key-table.ts'
import { BENCH_SECTIONS } from './bench-tables.ts'
import { EDGE_SECTIONS } from './edge-tables.ts'
import { ENGINE_OPTIONS_FILE, engineOptions } from './engine-options.ts'
import { FITS_PAGE, FITS_SECTIONS } from './fits/tables.ts'
import { LICENSES_FILE, licenses } from './licenses/licenses.ts'
import { LOAD_SECTIONS } from './load-tables.ts'
import { LOG_SECTIONS } from './log-tables.ts'
import { PARAMETER_SECTIONS } from './parameters-page.ts'
import { peers } from './peers.ts'
import { PRICE_SECTIONS } from './price-comparison.ts'
import { RECIPE_SECTIONS } from './recipe-tables.ts'
import { script } from './script.ts'
import { SECRET_SECTIONS } from './secret-tables.ts'
import { advisoryList, libraryTable } from './security/tables.ts'
import { stackTable } from './stacks/table.ts'
import { table } from './table.ts'

type FieldTable =
  | typeof ZoneTable
  | typeof KeyTable
  | typeof LimitsTable
  | typeof CredentialsTable
  | typeof LogTable
  | typeof CacheTable
  | typeof InstanceTable

function fieldRows(schema: FieldTable): string[][] {
  return Object.entries(schema.entries).map(([name, field]) => {
    const initial = v.getDefault(field)
    const inner = 'wrapped' in field ? field.wrapped : field
    const unset = field.type === 'optional' ? 'none' : 'required'
    const shown = initial === undefined ? unset : `\`${JSON.stringify(initial)}\``
    return [`\`${name}\``, shown, v.getDescription(inner) ?? '']
  })
}

function checkRows<Subject>(checks: readonly Check<Subject>[]): string {
  const rows = checks.map(({ name, severity, about }) => [`\`${name}\``, severity, about])
  return table(['check', 'severity', 'what it finds'], rows)
}

const statusOf = (code: ErrorCode) => `${ERRORS[code].status} \`${code}\``

/**
 * Generated documentation tables by section name. Each is generated from the table that the code
 * uses.
 */
export const SECTIONS: Readonly<Record<string, () => string>> = {
  ...PARAMETER_SECTIONS,
  ...LOG_SECTIONS,
  ...SECRET_SECTIONS,
  ...EDGE_SECTIONS,
  ...RECIPE_SECTIONS,
  ...PRICE_SECTIONS,
  ...BENCH_SECTIONS,
  ...LOAD_SECTIONS,
  ...FITS_SECTIONS,
  stacks: stackTable,
  peers,
  stages: () =>
    table(
      ['stage', 'needs', 'refuses with'],
      STAGES.map(({ name, needs, failures }) => [name, needs, failures.map(statusOf).join(', ')]),
    ),
  libraries: libraryTable,
  advisories: advisoryList,
  zones: () => table(['field', 'default', 'meaning'], fieldRows(ZoneTable)),
  keys: () => table(['field', 'default', 'meaning'], fieldRows(KeyTable)),
  credentials: () => table(['field', 'default', 'meaning'], fieldRows(CredentialsTable)),
  checks: () => checkRows(LOCAL_CHECKS),
  'deployed-checks': () => checkRows(DEPLOYED_CHECKS),
  limits: () => table(['field', 'default', 'meaning'], fieldRows(LimitsTable)),
  log: () => table(['field', 'default', 'meaning'], fieldRows(LogTable)),
  cache: () => table(['field', 'default', 'meaning'], fieldRows(CacheTable)),
  instance: () => table(['field', 'default', 'meaning'], fieldRows(InstanceTable)),
  errors: () =>
    table(
      ['status', 'code', 'meaning'],
      Object.entries(ERRORS).map(([code, { status, title }]) => [String(status), `\`${code}\``, title]),
    ),
  ...Object.fromEntries(
    Object.entries(TABLES).map(([name, rows]) => [
      name,
      () => table(['there', 'here', 'how, or why not'], migrationRows(rows)),
    ]),
  ),
}

/** Names of the generated sections by page. */
export const PAGES: Readonly<Record<string, readonly string[]>> = {
  'README.md': ['peers'],
  'docs/deploying.md': ['bench-plans'],
  'docs/costs.md': ['costs-month', 'prices', 'costs-requests'],
  'docs/avif.md': ['avif-widths'],
  'docs/parameters.md': Object.keys(PARAMETER_SECTIONS),
  'docs/doctor.md': ['checks', 'deployed-checks'],
  'docs/zones.md': ['zones'],
  'docs/sources.md': ['sources', 'credentials'],
  'docs/answers.md': ['headers'],
  'docs/comparison.md': Object.keys(PRICE_SECTIONS),
  'docs/policies.md': ['keys'],
  'docs/caching.md': ['cache'],
  'docs/embedding.md': ['instance'],
  'docs/errors.md': ['errors'],
  'docs/pipeline.md': ['stages'],
  'docs/limits.md': ['limits'],
  'docs/load.md': ['load-scenarios'],
  'docs/what-fits.md': FITS_PAGE,
  'docs/heic.md': ['fits-heic'],
  'docs/animations.md': ['fits-animations'],
  'docs/foreign-modules.md': ['stacks'],
  'docs/keys.md': ['secrets'],
  'docs/other-schemes.md': ['weak-secrets'],
  'docs/architecture.md': Object.keys(RECIPE_SECTIONS),
  'SECURITY.md': ['libraries', 'advisories'],
  'docs/operations.md': ['log-fields', 'log'],
  'docs/metrics.md': ['columns', 'isolate-fields'],
  'docs/migrate/imgproxy.md': ['imgproxy'],
  'docs/migrate/imgix.md': ['imgix'],
  'docs/migrate/thumbor.md': ['thumbor', 'thumbor-filters'],
  'docs/migrate/keycdn.md': ['keycdn'],
  'docs/migrate/cloudflare.md': ['cloudflare'],
  'docs/migrate/bunny.md': ['bunny'],
  'docs/migrate/cloudinary.md': ['cloudinary'],
  'docs/migrate/ipx.md': ['ipx'],
  'docs/migrate/next.md': ['next'],
}

/**
 * Replaces generated sections between their comments `<!-- name -->` and `<!-- /name -->`.
 * @throws Error if the page has no such comments for a section
 */
export function renderDocs(markdown: string, names: readonly string[]): string {
  return names.reduce((text, name) => {
    const marks = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`)
    if (!marks.test(text)) throw new Error(`the page has no comments for ${name}`)
    return text.replace(marks, (_, begin: string, end: string) => `${begin}${SECTIONS[name]?.()}\n${end}`)
  }, markdown)
}

const SPEC = {
  name: 'docs',
  does: 'Writes the generated tables and figures of the documents, THIRD-PARTY-LICENSES and the types of options.',
  flags: {},
} as const

/** Pages that may contain bench figures between markers. */
export const figurePages = (cwd: string): readonly string[] =>
  globSync(['*.md', 'docs/**/*.md', 'bench/README.md'], { cwd })

/**
 * Updates the generated tables and figures on all pages, `THIRD-PARTY-LICENSES` and the engine's
 * options.
 */
export const docs = script(SPEC, async (_given, { cwd }) => {
  for (const [page, names] of Object.entries(PAGES)) {
    const path = join(cwd, page)
    await writeFile(path, renderDocs(await readFile(path, 'utf8'), names))
  }
  const results = readResults()
  for (const page of figurePages(cwd)) {
    const path = join(cwd, page)
    const text = await readFile(path, 'utf8')
    const rendered = renderFigures(text, results)
    if (rendered !== text) await writeFile(path, rendered)
  }
  await writeFile(join(cwd, ENGINE_OPTIONS_FILE), engineOptions())
  await writeFile(join(cwd, LICENSES_FILE), await licenses(join(cwd, 'node_modules')))
  return 0
})
