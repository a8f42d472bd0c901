import { BINDING } from '../../src/edge/cache/r2-store.ts'
import { addressOf } from '../../src/pages.ts'
import { boundNames } from '../project.ts'
import type { Check } from './check.ts'
import { isTiered, type Setup, type Table, tableOf } from './setup.ts'

/**
 * A configuration: the top level, the previews or a named environment. `tables` contains its own
 * table first and then the tables that it inherits from.
 */
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

/**
 * Returns `true` if the platform's cache is enabled for an entrypoint. A setting of the entrypoint
 * takes precedence over the setting for all entrypoints.
 */
function isCached(entrypoint: string, { tables }: Scope): boolean {
  const own = tables.map((table) => tableOf(tableOf(table, 'exports'), entrypoint))
  const settings = [
    ...own.map((table) => tableOf(table, 'cache')),
    ...tables.map((table) => tableOf(table, 'cache')),
  ]
  return settings.map(({ enabled }) => enabled).find((enabled) => enabled !== undefined) === true
}

const isRenderCached = (setup: Setup) => isCached('Render', { name: '', tables: [setup.wrangler] })

/**
 * Finds a platform cache in front of the entrypoint that verifies URLs. Such a cache would answer
 * requests without verifying their URLs. If the top level has the fault, the environments that
 * inherit it are not listed.
 */
function unverifiedCache(setup: Setup): readonly string[] {
  const cached = scopesOf(setup).filter((scope) => isCached('default', scope))
  const [first] = cached
  return (first?.name === '' ? [first] : cached).map(
    ({ name }) =>
      `${name}cache: the platform answers before Signet verifies the URL, even if it has expired or is revoked`,
  )
}

/** Finds `tiered = true` without the cache in front of `Render` that it needs. */
function missingCache(setup: Setup): readonly string[] {
  return isTiered(setup) && !isRenderCached(setup)
    ? ['cache.tiered: the entrypoint Render has no cache, so each request makes or reads its image']
    : []
}

/** Finds a cache in front of `Render` that is not used because `tiered` is not `true`. */
function idleCache(setup: Setup): readonly string[] {
  return !isTiered(setup) && isRenderCached(setup) && unverifiedCache(setup).length === 0
    ? ['exports.Render has a cache that nothing uses, because cache.tiered is not true']
    : []
}

/**
 * Finds `tiered = true` without a derivatives bucket. Without the bucket, each revalidation
 * transforms its source again.
 */
function missingBucket(setup: Setup): readonly string[] {
  return isTiered(setup) && !boundNames(setup.wrangler, 'r2_buckets').includes(BINDING)
    ? [`cache.tiered without a bucket ${BINDING}: each check of an image makes it anew`]
    : []
}

/** Checks of the platform's caches. */
export const CACHE_CHECKS: readonly Check<Setup>[] = [
  {
    name: 'front',
    severity: 'error',
    about: 'a cache of the platform in front of the entrypoint that verifies',
    mend: `Remove [cache]: only [exports.Render] may have a cache, as shown in ${addressOf('docs/tiered-cache.md')}.`,
    find: unverifiedCache,
  },
  {
    name: 'tiered',
    severity: 'error',
    about: '`tiered` without a cache in front of `Render`',
    mend: `Add [exports.Render] as shown in ${addressOf('docs/tiered-cache.md')}, or remove tiered.`,
    find: missingCache,
  },
  {
    name: 'idle',
    severity: 'warning',
    about: 'a cache in front of `Render` without `tiered`',
    mend: 'Set tiered = true in [vars.cache], or remove [exports.Render].',
    find: idleCache,
  },
  {
    name: 'bucket',
    severity: 'warning',
    about: '`tiered` without a bucket of derivatives',
    mend: `Bind a bucket as DERIVATIVES, as shown in ${addressOf('docs/caching.md')}.`,
    find: missingBucket,
  },
]
