import { MAX_TRIED } from '../../src/signing/auth/hmac.ts'
import { isUsable } from '../../src/signing/auth/key-policy.ts'
import { unknownName } from '../../src/signing/url/nearest.ts'
import type { Check } from './check.ts'
import type { Setup, SetupZone } from './setup.ts'

/** Returns the ids of the keys in `.dev.vars`. */
function idsOf({ stored }: Setup): readonly string[] {
  const entries = stored?.['SIGNING_KEYS']?.split(',') ?? []
  return entries.map((entry) => entry.slice(0, entry.indexOf(':')))
}

/**
 * Returns the zones that accept `SIGNING_KEYS` tokens, each with the number of keys in `.dev.vars`
 * whose policies allow the zone.
 */
function usableKeys(setup: Setup): readonly { readonly zone: SetupZone; readonly count: number }[] {
  const ids = idsOf(setup)
  return setup.zones
    .filter(({ schemes }) => schemes.includes('hmac'))
    .map((zone) => {
      const policed = { name: zone.name, rules: { presets: new Map(Object.entries(zone.presets)) } }
      const usable = ids.filter((id) => {
        const rules = setup.keys.find((key) => key.id === id)
        return rules === undefined || isUsable(rules, policed)
      })
      return { zone, count: usable.length }
    })
}

/** Finds zones with more usable keys than the server tries for a URL without `kid`. */
function crowdedZones(setup: Setup): readonly string[] {
  return usableKeys(setup)
    .filter(({ count }) => count > MAX_TRIED)
    .map(
      ({ zone, count }) => `zones.${zone.name}: ${count} keys may be used in it, so that its URLs need kid`,
    )
}

/** Finds zones that no key's policy allows, so that nobody can sign URLs for them. */
function keylessZones(setup: Setup): readonly string[] {
  if (idsOf(setup).length === 0) return []
  return usableKeys(setup)
    .filter(({ count }) => count === 0)
    .map(({ zone }) => `zones.${zone.name}: no key may be used in it`)
}

/** Finds policies for keys that `.dev.vars` does not have. */
function unknownKeys(setup: Setup): readonly string[] {
  const ids = idsOf(setup)
  if (ids.length === 0) return []
  return setup.keys
    .filter(({ id }) => !ids.includes(id))
    .map(({ id }) => `keys.${id}: ${unknownName('key', id, ids)}`)
}

/** Checks on the keys in `.dev.vars` and on their policies. */
export const KEY_CHECKS: readonly Check<Setup>[] = [
  {
    name: 'kid',
    severity: 'warning',
    about: 'a zone in which more than four keys of `.dev.vars` may be used: its URLs need `kid`',
    mend: 'Remove old keys, limit keys to their zones, or sign with kid.',
    find: crowdedZones,
  },
  {
    name: 'policy',
    severity: 'warning',
    about: 'a table of `[vars.keys]` whose key `.dev.vars` lacks',
    mend: 'Correct the id, or add the key: a key without a table may sign anything.',
    find: unknownKeys,
  },
  {
    name: 'keyless',
    severity: 'warning',
    about: 'a zone in which no key of `.dev.vars` may be used',
    mend: 'List the zone under zones of a key, or make a key for it.',
    find: keylessZones,
  },
]
