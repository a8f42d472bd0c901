import { LimitsTable } from '../../src/limits.ts'
import { nearest, unknownName } from '../../src/signing/url/nearest.ts'
import { MAX_LIMITS } from './platform.ts'
import { type Setup, type Table, tableOf } from './setup.ts'

/**
 * Top-level wrangler fields that protect the Worker. TOML assigns a field to the table header above
 * it. Therefore a field that follows a table header is not a top-level field and has no effect.
 */
const ABOVE_TABLES = ['routes', 'route', 'workers_dev', 'preview_urls', 'compatibility_flags'] as const

/**
 * Other top-level names that are correct: the tables, and short field names that resemble one of
 * the fields above.
 */
const KNOWN: readonly string[] = [
  ...ABOVE_TABLES,
  ...['name', 'main', 'compatibility_date', 'minify', 'send_metrics', 'rules', 'build', 'dev', 'env'],
  ...['vars', 'secrets', 'limits', 'observability', 'r2_buckets', 'kv_namespaces', 'ratelimits'],
  'analytics_engine_datasets',
  ...['cache', 'exports', 'previews'],
]

/** Fields in `[vars]` that are not also wrangler fields. */
const OF_VARS: readonly string[] = ['zones', 'hosts', 'keys', 'log', 'allow_weak_secrets']

/** Tables of `[vars]` that Signet reads. */
const READ_TABLES: readonly string[] = ['zones', 'keys', 'limits', 'log', 'cache']

/** Finds unknown fields in `[limits]`. Fields that belong to `[vars.limits]` are named as such. */
function unknownLimits({ wrangler }: Setup): readonly string[] {
  return Object.keys(tableOf(wrangler, 'limits'))
    .filter((name) => !(name in MAX_LIMITS))
    .map((name) =>
      name in LimitsTable.entries
        ? `limits: unknown field ${name}; did you mean vars.limits.${name}?`
        : `limits: ${unknownName('field', name, Object.keys(MAX_LIMITS))}`,
    )
}

/**
 * Finds unknown, missing and malformed fields in `[vars]`, and misspelt wrangler fields. wrangler
 * itself only warns about the latter.
 */
export function faultyFields(setup: Setup): readonly string[] {
  const misspelt = Object.keys(setup.wrangler).flatMap((name) => {
    if (KNOWN.includes(name)) return []
    const meant = OF_VARS.includes(name) ? `vars.${name}` : nearest(name, KNOWN)
    return meant === undefined ? [] : [`unknown field ${name}; did you mean ${meant}?`]
  })
  return [...misspelt, ...unknownLimits(setup), ...setup.faults]
}

/**
 * Finds tables in `[vars]` that Signet does not read. A Worker may have its own variables, so that
 * they are not faults.
 */
export function unknownTables({ vars, versions, faults }: Setup): readonly string[] {
  const isMisspelt = (name: string) => faults.some((fault) => fault.startsWith(`unknown variable ${name};`))
  return Object.keys(vars)
    .filter((name) => !READ_TABLES.includes(name) && Object.keys(tableOf(vars, name)).length > 0)
    .filter((name) => !isMisspelt(name))
    .map((name) => `vars.${name}: Signet ${versions.signet} does not read this table`)
}

/** Returns all tables below a table, with their paths. Tables in lists are included. */
function tablesBelow(table: Table, path = ''): readonly (readonly [string, Table])[] {
  return Object.keys(table).flatMap((name) => {
    const value = table[name]
    const items = Array.isArray(value) ? value.map((item) => ({ item })) : [{ item: value }]
    return items.flatMap((holder) => {
      const inner = tableOf(holder, 'item')
      return [[`${path}${name}`, inner] as const, ...tablesBelow(inner, `${path}${name}.`)]
    })
  })
}

/** Finds wrangler fields below a table header, where they have no effect. */
export function misplacedFields({ wrangler }: Setup): readonly string[] {
  // `[env.NAME]` is skipped because it may have these fields. The tables below `[vars]` are skipped
  // because `faultyFields` reports their unknown fields.
  const others = tablesBelow({ ...wrangler, env: {} }).filter(([path]) => !/^vars\./.test(path))
  return others.flatMap(([path, table]) =>
    ABOVE_TABLES.filter((field) => field in table).map((field) => `${path}.${field} has no effect there`),
  )
}
