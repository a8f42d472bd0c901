import * as v from 'valibot'
import { Failure, misconfigured } from '../errors.ts'
import { type Limits, LimitsTable } from '../limits.ts'
import { type ZonePolicies, zonePolicies } from '../signing/auth/key-policy.ts'
import { KeyId, KeyTable, readKeyRules } from '../signing/auth/key-table.ts'
import type { Keyring } from '../signing/auth/keyring.ts'
import { openKeyring } from '../signing/auth/open-keyring.ts'
import { acceptedSchemes } from '../signing/auth/schemes.ts'
import { REQUIRED_SECRETS, SECRET_NAMES, secretsOf } from '../signing/auth/secrets.ts'
import { CHOSEN_SECRETS, judgeSecrets, secretWarnings } from '../signing/auth/weak-secrets.ts'
import { zoneKeyring } from '../signing/auth/zone-keyring.ts'
import type { ClosedPrefix } from '../signing/url/closed.ts'
import type { ZoneRules } from '../signing/url/intent.ts'
import { nearest, unknownName } from '../signing/url/nearest.ts'
import { readRules } from '../signing/url/zone-rules.ts'
import { BINDING as DERIVATIVES } from './cache/r2-store.ts'
import { type CacheSettings, CacheTable } from './cache/table.ts'
import { type EntityTag, openEntityTag } from './http/entity-tag.ts'
import { HostList } from './http/hosts.ts'
import { openPathHash } from './log/path-hash.ts'
import type { LogSettings } from './log/request-log.ts'
import { LogTable } from './log/table.ts'
import { assertSources } from './source/assert-sources.ts'
import { CredentialsTable } from './source/credentials.ts'
import { guardedFrom } from './source/guards.ts'
import type { Bindings } from './source/kind.ts'
import { assertReportZones } from './source/report-zones.ts'
import { assertOriginals, assertSecrets, SourceText, ZoneTable } from './zone-table.ts'

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

const Variables = v.object({
  hosts: v.optional(HostList),
  zones: v.pipe(v.record(v.string(), ZoneTable), v.minEntries(1, 'expected at least one zone')),
  keys: v.optional(v.record(KeyId, KeyTable), {}),
  limits: v.optional(LimitsTable, {}),
  log: v.optional(LogTable, {}),
  cache: v.optional(CacheTable, {}),
  allow_weak_secrets: v.optional(v.array(v.picklist(CHOSEN_SECRETS)), []),
  ENVIRONMENT: v.optional(v.picklist(['development', 'production']), 'production'),
  DEV_ORIGIN: v.optional(SourceText),
  ...v.entriesFromList(SECRET_NAMES, v.optional(v.pipe(v.string(), v.minLength(1)))),
  // This schema accepts a missing or empty secret, even a required one. `openKeyring` refuses it
  // later, so that the message has the same form as for faulty keys.
  ...v.entriesFromList(REQUIRED_SECRETS, v.optional(v.string())),
})

export interface Config {
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
  /** Secrets of all zones, ready for use. */
  readonly keyring: Keyring
  /** Function that makes the entity tags which clients get. */
  readonly tagOf: EntityTag
  /** Warnings about settings that may be mistakes. The log shows them once per isolate. */
  readonly warnings: readonly string[]
  /** `true` in development. Loopback origins are then allowed, and refusals give their reasons. */
  readonly development: boolean
}

const FLAT_TABLES: Readonly<Record<string, v.GenericSchema & { readonly entries: object }>> = {
  limits: LimitsTable,
  log: LogTable,
  cache: CacheTable,
}

function tableOf(path: string) {
  if (path.startsWith('keys.')) return KeyTable
  return FLAT_TABLES[path] ?? (/^zones\.[^.]+\.credentials$/.test(path) ? CredentialsTable : ZoneTable)
}

function sentence(issue: v.InferIssue<typeof Variables>): string {
  const path = v.getDotPath(issue) ?? ''
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const field = String(issue.path?.at(-1)?.key)
    const table = path.slice(0, -field.length - 1)
    return `${table}: ${unknownName('field', field, Object.keys(tableOf(table).entries))}`
  }
  if (issue.received === 'undefined') return `${path}: is not set`
  const plain = /^Invalid (?:type|value): Expected (.+) but received (.+)$/
  return `${path}: ${issue.message.replace(plain, 'expected $1, got $2')}`
}

const TABLES = ['hosts', 'zones', 'limits', 'cache', 'allow_weak_secrets']

/**
 * Misspellings of the short table names `log` and `keys`. The similarity test is not used for short
 * names, because it would also refuse other bindings, such as `blob` and `days`.
 */
const MISSPELT: readonly (readonly [table: string, misspelt: RegExp])[] = [
  ['log', /^(?:logs|logging)$/],
  ['keys', /^(?:key|kesy|kyes|keyes|key_?polic(?:y|ies)|polic(?:y|ies))$/],
]

/**
 * Refuses a binding whose name is a misspelt table name, such as `zone`. Otherwise the table would
 * be taken for a binding and ignored.
 */
function assertTableNames(env: Bindings): void {
  for (const name of Object.keys(env)) {
    if (TABLES.includes(name) || MISSPELT.some(([table]) => table === name) || !/^[a-z_]+$/.test(name))
      continue
    const [meant = nearest(name, TABLES)] = MISSPELT.find(([, misspelt]) => misspelt.test(name)) ?? []
    if (meant) misconfigured(`unknown variable ${name}; did you mean ${meant}?`)
  }
}

function parse(env: unknown): v.InferOutput<typeof Variables> {
  const result = v.safeParse(Variables, env)
  return result.success ? result.output : misconfigured(sentence(result.issues[0]))
}

function misspeltTable(env: Bindings): string[] {
  try {
    assertTableNames(env)
    return []
  } catch (error) {
    return error instanceof Failure ? [error.message] : []
  }
}

/**
 * Returns a sentence for every field that is unknown, missing or malformed. `configure` reports
 * only the first of them.
 * @example
 * fieldFaults({ zones: { a: { prefix: '/', sourze: 'r2:A' } } })
 * // ['zones.a.source: is not set', 'zones.a: unknown field sourze; did you mean source?']
 */
export function fieldFaults(env: Bindings): readonly string[] {
  const { issues = [] } = v.safeParse(Variables, env)
  return [...misspeltTable(env), ...issues.map(sentence)]
}

function assertDistinct(zones: readonly NamedZone[]): void {
  const prefixes = zones.map((zone) => zone.prefix)
  const twice = prefixes.find((prefix, index) => prefixes.indexOf(prefix) !== index)
  if (twice) misconfigured(`zones: the prefix ${twice} belongs to two zones`)
}

/**
 * Refuses names of zones and keys that valibot drops from a table, such as `constructor`. Otherwise
 * the paths of a dropped zone would be served by the zone around it, and a dropped key would have
 * no policy.
 */
function assertNames(table: 'zones' | 'keys', read: object, given: unknown): void {
  const lost = Object.keys(Object(given)).find((name) => !Object.hasOwn(read, name))
  if (lost !== undefined) misconfigured(`${table}.${lost}: this name is reserved: choose another one`)
}

async function load(env: Bindings): Promise<Config> {
  assertTableNames(env)
  const {
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
  } = parse(env)
  const development = ENVIRONMENT === 'development'
  const named = Object.entries(tables).map(
    ([name, table]): NamedZone => ({ name, ...table, rules: readRules(name, table) }),
  )
  assertNames('zones', tables, env['zones'])
  assertNames('keys', keys, env['keys'])
  const keyRules = readKeyRules(keys, named, secrets.SIGNING_KEYS ?? '')
  if (development && DEV_ORIGIN) {
    const table = v.parse(ZoneTable, { prefix: '/origin/', source: DEV_ORIGIN })
    named.push({ name: 'origin', ...table, rules: readRules('origin', table) })
  }
  assertDistinct(named)
  assertOriginals(named)
  assertSources(named, env, { limits, development, derivatives: DERIVATIVES })
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
  ]
  return { hosts, zones, limits, log, cache, allowWeakSecrets, keyring, tagOf, warnings, development }
}

const loaded = new WeakMap<object, Config>()

/**
 * Returns the validated configuration. It is read once per isolate.
 * @throws Failure misconfigured, whose reason names the field
 */
export async function configure(env: Bindings): Promise<Config> {
  const known = loaded.get(env)
  if (known) return known
  // Each request that arrives before the configuration is loaded loads its own. A shared promise
  // would hang if the context of the request that loads it ended.
  const config = await load(env)
  loaded.set(env, config)
  return config
}
