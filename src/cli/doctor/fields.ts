import { nearest } from '../../url/nearest.ts'
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

/** Unknown, missing and malformed fields of `[vars]`, and misspelt fields of wrangler, which it only warns of. */
export function faultyFields({ wrangler, faults }: Setup): readonly string[] {
  const misspelt = Object.keys(wrangler).flatMap((name) => {
    const meant = KNOWN.includes(name) ? undefined : nearest(name, KNOWN)
    return meant === undefined ? [] : [`unknown field ${name}; did you mean ${meant}?`]
  })
  return [...misspelt, ...faults]
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
