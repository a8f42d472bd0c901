import { BINDING } from '../../src/edge/cache/r2-store.ts'
import { boundNames } from '../project.ts'
import type { Check } from './check.ts'
import { type Setup, type Table, tableOf } from './setup.ts'

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
function unverifiedCache(setup: Setup): readonly string[] {
  const cached = scopesOf(setup).filter((scope) => isCached('default', scope))
  const [first] = cached
  return (first?.name === '' ? [first] : cached).map(
    ({ name }) =>
      `${name}cache: the platform answers before anything is verified, expired and revoked URLs included`,
  )
}

/** `tiered` without the cache that it asks. */
function missingCache(setup: Setup): readonly string[] {
  return isTiered(setup) && !isRenderCached(setup)
    ? ['cache.tiered: the entrypoint Render has no cache, so that each request makes or reads its image']
    : []
}

/** A cache that nothing asks. */
function idleCache(setup: Setup): readonly string[] {
  return !isTiered(setup) && isRenderCached(setup) && unverifiedCache(setup).length === 0
    ? ['exports.Render has a cache, and cache.tiered is not true']
    : []
}

/** `tiered` without a bucket, whose images could be checked rather than made again. */
function missingBucket(setup: Setup): readonly string[] {
  return isTiered(setup) && !boundNames(setup.wrangler, 'r2_buckets').includes(BINDING)
    ? [`cache.tiered without a bucket ${BINDING}: each check of an image makes it anew`]
    : []
}

/** Every fault of caches of the platform. */
export const CACHE_CHECKS: readonly Check<Setup>[] = [
  {
    name: 'front',
    severity: 'error',
    about: 'a cache of the platform in front of the entrypoint that verifies',
    mend: 'Remove [cache]: only [exports.Render] may have one, as docs/deploying.md has it.',
    find: unverifiedCache,
  },
  {
    name: 'tiered',
    severity: 'error',
    about: '`tiered` without a cache in front of `Render`',
    mend: 'Add [exports.Render] as docs/deploying.md has it, or remove tiered.',
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
    mend: 'Bind a bucket as DERIVATIVES: docs/deploying.md has the lines.',
    find: missingBucket,
  },
]
