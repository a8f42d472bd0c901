import { BINDING as DERIVATIVES } from '../../src/edge/cache/r2-store.ts'
import { DELAY_SECONDS, DENIED } from '../../src/edge/gates/deny-list.ts'
import { LIMITER, REFUSALS } from '../../src/edge/gates/rate-limits.ts'
import { DATASET } from '../../src/edge/log/analytics.ts'
import { nearest } from '../../src/signing/url/nearest.ts'
import { boundNames } from '../project.ts'
import type { Check } from './check.ts'
import { type Setup, tableOf } from './setup.ts'
import { placedSources, placedZones } from './zones.ts'

/**
 * Returns the bucket bindings that zones use as sources. Zones with a faulty field are included.
 */
function bucketsOfZones({ vars }: Setup): readonly string[] {
  const sources = Object.values(tableOf(vars, 'zones')).map((zone) => String(Object(zone).source))
  return sources.flatMap((source) => /^r2:([^/]+)/.exec(source)?.[1] ?? [])
}

/**
 * Finds bindings with names that Signet does not look for. Such a binding has no effect, unless the
 * project's own code uses it.
 */
function unusedBindings(setup: Setup): readonly string[] {
  const lists = [
    { list: 'r2_buckets', field: 'binding', known: [DERIVATIVES, ...bucketsOfZones(setup)] },
    { list: 'kv_namespaces', field: 'binding', known: [DENIED] },
    { list: 'ratelimits', field: 'name', known: [LIMITER, REFUSALS] },
    { list: 'analytics_engine_datasets', field: 'binding', known: [DATASET] },
  ]
  const declared = boundNames(setup.wrangler, 'r2_buckets')
  const missing = bucketsOfZones(setup).filter((name) => !declared.includes(name))
  return lists.flatMap(({ list, field, known }) =>
    boundNames(setup.wrangler, list, field)
      .filter((name) => !known.includes(name))
      .flatMap((name) => {
        const meant = nearest(name, known)
        // A Worker that embeds Signet has bindings of its own.
        if (meant === undefined && setup.packageName !== undefined) return []
        const problem = `${list}: nothing uses the binding ${name}`
        if (meant === undefined) return [problem]
        const isMissing = list === 'r2_buckets' && missing.includes(meant)
        return [
          isMissing
            ? `${problem}, and zones name ${meant}, which is not declared`
            : `${problem}; did you mean ${meant}?`,
        ]
      }),
  )
}

/**
 * Finds zones whose source is the derivative bucket. Such a zone would serve every derivative as an
 * original.
 */
function derivativeSources(setup: Setup): readonly string[] {
  const [derivatives] = placedSources(setup, [`r2:${DERIVATIVES}`])
  return placedZones(setup)
    .filter(({ source }) => source === derivatives || source.startsWith(`${derivatives}/`))
    .map(({ name }) => `zones.${name}.source is the bucket of ${DERIVATIVES}`)
}

/**
 * Returns a sentence that says how long a new deny list entry takes to have an effect. Returns none
 * if `wrangler.toml` declares no deny list.
 */
function denyDelay(setup: Setup): readonly string[] {
  return boundNames(setup.wrangler, 'kv_namespaces').includes(DENIED)
    ? [
        `${DENIED}: a token is refused within about ${DELAY_SECONDS} s of its entry, or later if KV takes longer`,
      ]
    : []
}

/** Checks on bindings and on the deny list. */
export const BINDING_CHECKS: readonly Check<Setup>[] = [
  {
    name: 'binding',
    severity: 'warning',
    about: 'a bucket, KV namespace, rate limit or dataset under a name that nothing uses',
    mend: 'Rename it to DERIVATIVES, DENIED, LIMITER, REFUSALS, ANALYTICS or the name that a zone uses, or remove it.',
    find: unusedBindings,
  },
  {
    name: 'derived',
    severity: 'error',
    about: 'a zone over the bucket of derivatives',
    mend: 'Give the zone another bucket: this one contains the derivatives of all zones.',
    find: derivativeSources,
  },
  {
    name: 'denied',
    severity: 'hint',
    about: 'a deny list, with the time until an entry takes effect',
    mend: 'Nothing to do. Browsers may show their cached copies until browser_max_age is over.',
    find: denyDelay,
  },
]
