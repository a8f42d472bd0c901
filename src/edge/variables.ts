import * as v from 'valibot'
import { withFields } from '../engine/options/own.ts'
import { Failure, misconfigured } from '../errors.ts'
import { LimitsTable } from '../limits.ts'
import { KeyId, KeyTable } from '../signing/auth/key-table.ts'
import { REQUIRED_SECRETS, SECRET_NAMES } from '../signing/auth/secrets.ts'
import { CHOSEN_SECRETS } from '../signing/auth/weak-secrets.ts'
import { nearest, unknownName } from '../signing/url/nearest.ts'
import type { PresetFields } from '../signing/url/presets.ts'
import { CacheTable } from './cache/table.ts'
import { HostList } from './http/hosts.ts'
import { LogTable } from './log/table.ts'
import { CredentialsTable } from './source/credentials.ts'
import type { Bindings } from './source/kind.ts'
import { SourceText, ZoneTable } from './zone-table.ts'

/** `[vars]` fields by which several Signet instances share one Worker. */
export const InstanceTable = v.object({
  base: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9\-._~]+)*$/,
        'expected a path such as /img, without a slash at its end',
      ),
      v.description(
        'path below which the instance answers, such as `/img`: the prefixes of all zones, `/health` and the purge path are below it',
      ),
    ),
    '',
  ),
  name: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^(?:[a-z0-9][a-z0-9_-]{0,31})?$/,
        'expected up to 32 lower-case letters, digits, _ and -, of which the first is a letter or digit',
      ),
      v.description(
        'name of the instance, in lower-case letters, digits, `-` and `_`, which keeps its cached images, purges and rate limits apart from those of other instances',
      ),
    ),
    '',
  ),
})

/** Message for tables without zones. valibot drops zones with a reserved name. */
const NO_ZONES = 'expected at least one zone; constructor, prototype and __proto__ are no names of zones'

/** Configuration tables and fields: `[vars]` without development switches and secrets. */
export const Tables = v.object({
  ...InstanceTable.entries,
  hosts: v.optional(HostList),
  zones: v.pipe(v.record(v.string(), ZoneTable), v.minEntries(1, NO_ZONES)),
  keys: v.optional(v.record(KeyId, KeyTable), {}),
  limits: v.optional(LimitsTable, {}),
  log: v.optional(LogTable, {}),
  cache: v.optional(CacheTable, {}),
  allow_weak_secrets: v.optional(v.array(v.picklist(CHOSEN_SECRETS)), []),
})

/** The type with all its fields, and theirs, read-only. */
type ReadOnly<T> = { readonly [Field in keyof T]: ReadOnly<T[Field]> }

type TablesInput = ReadOnly<v.InferInput<typeof Tables>>

/** Configuration of a zone in code. */
type ZoneFields = Omit<TablesInput['zones'][string], 'presets'> & {
  readonly presets?: { readonly [name: string]: PresetFields } | undefined
}

/** Configuration that code gives in place of `[vars]`, with the same tables and fields. */
export type Configuration = Omit<TablesInput, 'zones'> & {
  readonly zones: { readonly [name: string]: ZoneFields }
}

/** Names of the configuration's tables and fields. */
const TABLE_NAMES: readonly string[] = Object.keys(Tables.entries)

const Variables = v.object({
  ...Tables.entries,
  ENVIRONMENT: v.optional(v.picklist(['development', 'production']), 'production'),
  DEV_ORIGIN: v.optional(SourceText),
  ...v.entriesFromList(SECRET_NAMES, v.optional(v.pipe(v.string(), v.minLength(1)))),
  // This schema accepts a missing or empty secret, even a required one. `openKeyring` refuses it
  // later, so that the message has the same form as for faulty keys.
  ...v.entriesFromList(REQUIRED_SECRETS, v.optional(v.string())),
})

/** Names of all variables that a configuration in `[vars]` reads. */
export const VARIABLE_NAMES: readonly string[] = Object.keys(Variables.entries)

/** Names of the variables beside the tables: development switches and secrets. */
export const OTHER_NAMES: readonly string[] = VARIABLE_NAMES.filter((name) => !TABLE_NAMES.includes(name))

const FLAT_TABLES: Readonly<Record<string, v.GenericSchema & { readonly entries: object }>> = {
  limits: LimitsTable,
  log: LogTable,
  cache: CacheTable,
}

function tableOf(path: string) {
  if (path.startsWith('keys.')) return KeyTable
  return FLAT_TABLES[path] ?? (/^zones\.[^.]+\.credentials$/.test(path) ? CredentialsTable : ZoneTable)
}

function sentence(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? ''
  if (isUnknown(issue)) {
    const field = String(issue.path?.at(-1)?.key)
    const table = path.slice(0, -field.length - 1)
    return `${table}: ${unknownName('field', field, Object.keys(tableOf(table).entries))}`
  }
  if (issue.received === 'undefined') return `${path}: is not set`
  const plain = /^Invalid (?:type|value): Expected (.+) but received (.+)$/
  return `${path}: ${issue.message.replace(plain, 'expected $1, got $2')}`
}

/**
 * Table names that are long enough for a test of similarity. It is not used for short names,
 * because it would also refuse other bindings, such as `blob` and `days`.
 */
const LONG_NAMES = ['hosts', 'zones', 'limits', 'cache', 'allow_weak_secrets']

/** Misspellings of the short table names `log` and `keys`. */
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
    if (TABLE_NAMES.includes(name) || !/^[a-z_]+$/.test(name)) continue
    const [meant = nearest(name, LONG_NAMES)] = MISSPELT.find(([, misspelt]) => misspelt.test(name)) ?? []
    if (meant) misconfigured(`unknown variable ${name}; did you mean ${meant}?`)
  }
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
  const { issues = [] } = v.safeParse(Variables, withFields(Variables, env))
  return [...misspeltTable(env), ...issues.map(sentence)]
}

/**
 * Refuses zone names and key names that valibot drops from a table, such as `constructor`.
 * Otherwise the paths below a dropped zone would be served by the zone around it, and a dropped key
 * would have no policy.
 */
function assertNames(table: 'zones' | 'keys', read: object, given: unknown): void {
  const lost = Object.keys(Object(given)).find((name) => !Object.hasOwn(read, name))
  if (lost !== undefined) misconfigured(`${table}.${lost}: this name is reserved: choose another one`)
}

/** `true` for a field that its table does not have. */
const isUnknown = ({ type, expected }: v.BaseIssue<unknown>) =>
  type === 'strict_object' && expected === 'never'

/**
 * Returns the sentence of the first issue. An unknown field comes first, because a misspelt field
 * is also missing under its right name.
 */
function firstSentence(issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  return sentence(issues.find(isUnknown) ?? issues[0])
}

/** Validated tables. */
export type ReadTables = v.InferOutput<typeof Tables>

/** Validated variables: the tables, the switches of development, and the secrets. */
export type ReadVariables = v.InferOutput<typeof Variables>

/**
 * Reads the variables of the Worker.
 * @throws Failure misconfigured, whose reason names the field
 */
export function readVariables(env: Bindings): ReadVariables {
  assertTableNames(env)
  const { success, output, issues } = v.safeParse(Variables, withFields(Variables, env))
  if (!success) misconfigured(firstSentence(issues))
  assertNames('zones', output.zones, env['zones'])
  assertNames('keys', output.keys, env['keys'])
  return output
}

/**
 * Reads a configuration that code gives in place of `[vars]`. It contains no secrets.
 * @throws Failure misconfigured, whose reason names the field
 */
export function readTables(config: Bindings): ReadTables {
  const unknown = Object.keys(config).find((name) => !TABLE_NAMES.includes(name))
  if (unknown !== undefined) misconfigured(`config: ${unknownName('field', unknown, TABLE_NAMES)}`)
  const { success, output, issues } = v.safeParse(Tables, withFields(Tables, config))
  if (!success) misconfigured(firstSentence(issues))
  assertNames('zones', output.zones, config['zones'])
  assertNames('keys', output.keys, config['keys'])
  return output
}

/**
 * Checks the fields `base` and `name`.
 * @throws Failure misconfigured, whose reason names the field
 */
export function assertInstanceFields(fields: Bindings): void {
  const { success, issues } = v.safeParse(InstanceTable, withFields(InstanceTable, fields))
  if (!success) misconfigured(sentence(issues[0]))
}
