import { BINDING } from '../../cache/r2-store.ts'
import { type Setup, type Table, tableOf, textsOf } from './setup.ts'

/** A configuration and what it inherits from, its own tables first. */
interface Scope {
  readonly name: string
  readonly tables: readonly Table[]
}

function scopesOf({ wrangler }: Setup): readonly Scope[] {
  const named = tableOf(wrangler, 'env')
  return [
    { name: '', tables: [wrangler] },
    { name: 'previews.', tables: [tableOf(wrangler, 'previews'), wrangler] },
    ...Object.keys(named).map((name) => ({ name: `env.${name}.`, tables: [tableOf(named, name), wrangler] })),
  ]
}

/** Whether the platform answers for an entrypoint from its cache: an entrypoint's own setting counts before that of all. */
function isCached(entrypoint: string, { tables }: Scope): boolean {
  const own = tables.map((table) => tableOf(tableOf(table, 'exports'), entrypoint))
  const settings = [
    ...own.map((table) => tableOf(table, 'cache')),
    ...tables.map((table) => tableOf(table, 'cache')),
  ]
  return settings.map(({ enabled }) => enabled).find((enabled) => enabled !== undefined) === true
}

const isTiered = ({ vars }: Setup) => tableOf(vars, 'cache')['tiered'] === true

const isRenderCached = (setup: Setup) => isCached('Render', { name: '', tables: [setup.wrangler] })

/** A cache in front of the entrypoint that verifies; what another configuration inherits is named once. */
export function unverifiedCache(setup: Setup): readonly string[] {
  const cached = scopesOf(setup).filter((scope) => isCached('default', scope))
  const [first] = cached
  return (first?.name === '' ? [first] : cached).map(
    ({ name }) =>
      `${name}cache: the platform answers before anything is verified, expired and revoked URLs included`,
  )
}

/** `tiered` without the cache that it asks. */
export function missingCache(setup: Setup): readonly string[] {
  return isTiered(setup) && !isRenderCached(setup)
    ? ['cache.tiered: the entrypoint Render has no cache, so that each request makes or reads its image']
    : []
}

/** A cache that nothing asks. */
export function idleCache(setup: Setup): readonly string[] {
  return !isTiered(setup) && isRenderCached(setup) && unverifiedCache(setup).length === 0
    ? ['exports.Render has a cache, and cache.tiered is not true']
    : []
}

/** `tiered` without a bucket, whose images could be checked rather than made again. */
export function missingBucket(setup: Setup): readonly string[] {
  const { r2_buckets: buckets } = setup.wrangler
  const bound = textsOf((Array.isArray(buckets) ? buckets : []).map((bucket) => Object(bucket).binding))
  return isTiered(setup) && !bound.includes(BINDING)
    ? [`cache.tiered without a bucket ${BINDING}: each check of an image makes it anew`]
    : []
}
