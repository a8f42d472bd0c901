import { LimitsTable } from '../../src/limits.ts'
import { nearest, unknownName } from '../../src/signing/url/nearest.ts'
import { MAX_LIMITS } from './platform.ts'
import { type Setup, type Table, tableOf } from './setup.ts'

/** Fields of wrangler on which protection depends: TOML gives them to the table above them. */
const ABOVE_TABLES = ['routes', 'route', 'workers_dev', 'preview_urls', 'compatibility_flags'] as const

/** What is found above the first table, tables included, and short names of wrangler that resemble those. */
const KNOWN: readonly string[] = [
  ...ABOVE_TABLES,
  ...['name', 'main', 'compatibility_date', 'minify', 'send_metrics', 'rules', 'build', 'dev', 'env'],
  ...['vars', 'secrets', 'limits', 'observability', 'r2_buckets', 'kv_namespaces', 'ratelimits'],
  'analytics_engine_datasets',
  ...['cache', 'exports', 'previews'],
]

/** Those of `[vars]` that wrangler has no field for. */
const OF_VARS: readonly string[] = ['zones', 'hosts', 'keys', 'log', 'allow_weak_secrets']

/** Unknown fields of `[limits]`, among them those of `[vars.limits]`. */
function unknownLimits({ wrangler }: Setup): readonly string[] {
  return Object.keys(tableOf(wrangler, 'limits'))
    .filter((name) => !(name in MAX_LIMITS))
    .map((name) =>
      name in LimitsTable.entries
        ? `limits: unknown field ${name}; did you mean vars.limits.${name}?`
        : `limits: ${unknownName('field', name, Object.keys(MAX_LIMITS))}`,
    )
}

/** Unknown, missing and malformed fields of `[vars]`, and misspelt fields of wrangler, which it only warns of. */
export function faultyFields(setup: Setup): readonly string[] {
  const misspelt = Object.keys(setup.wrangler).flatMap((name) => {
    if (KNOWN.includes(name)) return []
    const meant = OF_VARS.includes(name) ? `vars.${name}` : nearest(name, KNOWN)
    return meant === undefined ? [] : [`unknown field ${name}; did you mean ${meant}?`]
  })
  return [...misspelt, ...unknownLimits(setup), ...setup.faults]
}

/** The tables below one, and those of its lists, by their paths. */
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

/** Fields of wrangler below a table, where they have no effect. */
export function misplacedFields({ wrangler }: Setup): readonly string[] {
  // A named environment has such fields of its own; zones and limits have none that are unknown.
  const others = tablesBelow({ ...wrangler, env: {} }).filter(([path]) => !/^vars\./.test(path))
  return others.flatMap(([path, table]) =>
    ABOVE_TABLES.filter((field) => field in table).map((field) => `${path}.${field} has no effect there`),
  )
}
