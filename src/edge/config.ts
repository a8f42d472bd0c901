import type * as v from 'valibot'
import { bare } from '../engine/options/own.ts'
import { misconfigured } from '../errors.ts'
import type { Limits } from '../limits.ts'
import { type ZonePolicies, zonePolicies } from '../signing/auth/key-policy.ts'
import { readKeyRules } from '../signing/auth/key-table.ts'
import type { Keyring } from '../signing/auth/keyring.ts'
import { openKeyring } from '../signing/auth/open-keyring.ts'
import { acceptedSchemes } from '../signing/auth/schemes.ts'
import { secretsOf } from '../signing/auth/secrets.ts'
import { judgeSecrets, secretWarnings } from '../signing/auth/weak-secrets.ts'
import { zoneKeyring } from '../signing/auth/zone-keyring.ts'
import type { ClosedPrefix } from '../signing/url/closed.ts'
import type { ZoneRules } from '../signing/url/intent.ts'
import { unknownName } from '../signing/url/nearest.ts'
import { readRules } from '../signing/url/zone-rules.ts'
import { BINDING as DERIVATIVES } from './cache/r2-store.ts'
import type { CacheSettings } from './cache/table.ts'
import { type EntityTag, openEntityTag } from './http/entity-tag.ts'
import { sharedName } from './isolate/instance-names.ts'
import { openPathHash } from './log/path-hash.ts'
import type { LogSettings } from './log/request-log.ts'
import { assertSources } from './source/assert-sources.ts'
import { guardedFrom } from './source/guards.ts'
import type { Bindings } from './source/kind.ts'
import type { OwnSources } from './source/own-source.ts'
import { bucketOf } from './source/r2.ts'
import { assertReportZones } from './source/report-zones.ts'
import { OTHER_NAMES, type ReadTables, readTables, readVariables, VARIABLE_NAMES } from './variables.ts'
import { assertOriginals, assertSchemes, assertSecrets } from './zone-rules.ts'
import { readZone, type ZoneTable } from './zone-table.ts'

/** A zone of the configuration. Its `prefix` begins with `base`. */
interface NamedZone extends v.InferOutput<typeof ZoneTable> {
  readonly name: string
  readonly rules: ZoneRules
}

export interface Zone extends NamedZone {
  /**
   * Prefixes of guarded zones (zones with mandatory presets), as paths below this zone and as URLs.
   * This zone must not show the images below them.
   */
  readonly guarded: readonly ClosedPrefix[]
  /** Policies of the keys that are limited in this zone, by key id. */
  readonly policies: ZonePolicies
  /** Keys and secrets with which URLs of this zone may be signed. */
  readonly keyring: Keyring
}

export interface Config {
  /** Path below which all paths of this configuration lie, such as `/img`; empty for the root. */
  readonly base: string
  /** Name of the instance in cache keys, tags and rate limits; empty if it has none. */
  readonly name: string
  /** Sources that are defined in code; `undefined` in commands, which do not run that code. */
  readonly sources: OwnSources | undefined
  /**
   * Hosts for which the Worker answers requests, each with its port if it has one; `undefined` for
   * all hosts.
   */
  readonly hosts: readonly string[] | undefined
  readonly zones: readonly Zone[]
  readonly limits: Limits
  readonly log: LogSettings
  readonly cache: CacheSettings
  readonly allowWeakSecrets: readonly string[]
  /** Environment variables that this configuration reads. */
  readonly variables: readonly string[]
  /** Secrets of all zones, ready for use. */
  readonly keyring: Keyring
  /** Function that makes the entity tags which clients get. */
  readonly tagOf: EntityTag
  /** Warnings about settings that may be mistakes. The log shows them once per isolate. */
  readonly warnings: readonly string[]
  /** `true` in development. Loopback origins are then allowed, and refusals give their reasons. */
  readonly development: boolean
}

function assertDistinct(zones: readonly NamedZone[]): void {
  const prefixes = zones.map((zone) => zone.prefix)
  const twice = prefixes.find((prefix, index) => prefixes.indexOf(prefix) !== index)
  if (twice) misconfigured(`zones: the prefix ${twice} belongs to two zones`)
}

/** Parts of the configuration that code gives, in addition to the Worker's environment. */
export interface Setup {
  /**
   * Tables in place of those in the environment. Bindings and secrets still come from the
   * environment.
   */
  readonly config?: Bindings | undefined
  /** Fields that take precedence over those of the tables. */
  readonly base?: string | undefined
  readonly name?: string | undefined
  /** Sources that are defined in code; `undefined` if they are not known. */
  readonly sources?: OwnSources | undefined
  /**
   * Identifies the instance. If it is given, a second instance with the same name gets a warning.
   */
  readonly holder?: string | undefined
}

function variablesOf(env: Bindings, { config, base, name }: Setup): Bindings {
  const others = Object.entries(env).filter(([field]) => OTHER_NAMES.includes(field))
  return {
    ...(config ? { ...Object.fromEntries(others), ...config } : env),
    ...(base !== undefined && { base }),
    ...(name !== undefined && { name }),
  }
}

function nameZones(tables: ReadTables['zones'], base: string): NamedZone[] {
  return Object.entries(tables).map(([name, table]) => ({
    name,
    ...table,
    prefix: base + table.prefix,
    rules: readRules(name, table),
  }))
}

/** Stubs for the bindings and secrets that the zones' sources need. */
function stubsOf(zones: readonly NamedZone[]): Bindings {
  const bucket = { get() {}, head() {} }
  const stubs = zones.flatMap(({ source, credentials }) => [
    [bucketOf(source), bucket],
    [credentials?.secret, 'unused:unused'],
  ])
  return Object.fromEntries(stubs)
}

/**
 * Checks the zones and keys of valid tables, as far as that needs no bindings and no secrets.
 * @throws Failure misconfigured, whose reason names the field
 */
function assertTogether(config: Bindings): void {
  const { zones: tables, keys, limits } = readTables(config)
  const zones = nameZones(tables, '')
  readKeyRules(keys, zones, '')
  assertDistinct(zones)
  assertOriginals(zones)
  // The environment is not known yet, so that origins of development are allowed.
  assertSources(zones, stubsOf(zones), { limits, development: true, derivatives: DERIVATIVES })
  assertSchemes(zones)
  assertReportZones(zones)
}

async function load(env: Bindings, setup: Setup): Promise<Config> {
  const { sources } = setup
  const {
    base,
    name: instance,
    hosts,
    zones: tables,
    keys,
    limits,
    log: rules,
    cache,
    allow_weak_secrets: allowWeakSecrets,
    ENVIRONMENT,
    DEV_ORIGIN,
    ...secrets
  } = readVariables(variablesOf(env, setup))
  const development = ENVIRONMENT === 'development'
  const named = nameZones(tables, base)
  const keyRules = readKeyRules(keys, named, secrets.SIGNING_KEYS ?? '')
  if (development && DEV_ORIGIN) {
    const table = readZone({ prefix: `${base}/origin/`, source: DEV_ORIGIN })
    named.push({ name: 'origin', ...table, rules: readRules('origin', table) })
  }
  assertDistinct(named)
  assertOriginals(named)
  assertSources(named, env, { limits, development, derivatives: DERIVATIVES, sources })
  const judged = judgeSecrets(secrets, allowWeakSecrets)
  const keyring = await openKeyring(secrets, judged.faults)
  assertSecrets(named, secrets)
  assertReportZones(named)
  const guards = named.filter(({ mandatory }) => mandatory.length > 0)
  const zones = named.map((zone) => {
    const policies = zonePolicies(keyRules, zone, named, guardedFrom)
    const guarded = guardedFrom(zone, guards)
    return { ...zone, guarded, policies, keyring: zoneKeyring(keyring, policies) }
  })
  const log = { ...rules, hashPath: await openPathHash(keyring.hmac) }
  const tagOf = await openEntityTag(keyring.hmac)
  const ids = keyring.hmac.map(({ id }) => id)
  const limitedInVain = keyRules.filter(({ id }) => !ids.includes(id))
  const now = Math.floor(Date.now() / 1000)
  const needs = named.map((zone) => ({ ...zone, secrets: acceptedSchemes(zone, now).flatMap(secretsOf) }))
  const warnings = [
    ...limitedInVain.map(({ id }) => `keys.${id}: ${unknownName('key', id, ids)}`),
    ...secretWarnings(needs, judged),
    ...sharedName(instance, setup.holder),
  ]
  return {
    base,
    name: instance,
    sources,
    hosts,
    zones,
    limits,
    log,
    cache,
    allowWeakSecrets,
    variables: setup.config ? OTHER_NAMES : VARIABLE_NAMES,
    keyring,
    tagOf,
    warnings,
    development,
  }
}

/**
 * Reads and validates the configuration. It is read once per environment.
 * @throws Failure misconfigured, whose reason names the field
 */
export type Configure = (env: Bindings) => Promise<Config>

/**
 * Returns the function that reads the configuration of an instance.
 * @throws Failure misconfigured: a fault of `setup.config` that needs no bindings and no secrets
 */
export function configuration(given: Setup): Configure {
  const setup = bare(given)
  if (setup.config) assertTogether(setup.config)
  const loaded = new WeakMap<object, Config>()
  return async (env) => {
    const known = loaded.get(env)
    if (known) return known
    // Each request that arrives before the configuration is loaded loads its own. A shared promise
    // would hang if the context of the request that loads it ended.
    const config = await load(env, setup)
    loaded.set(env, config)
    return config
  }
}

/** Reads a configuration whose sources in code, if it has any, are not known: that of a command. */
export const configure: Configure = configuration({})
