import { bare } from '../engine/options/own.ts'
import { misconfigured } from '../errors.ts'
import { unknownName } from '../signing/url/nearest.ts'
import { readRules } from '../signing/url/zone-rules.ts'
import { type Configure, configuration } from './config.ts'
import type { Authorize } from './gates/authorize.ts'
import type { Outlets } from './log/report.ts'
import { type LogSink, writeTo } from './log/sink.ts'
import { atField } from './source/assert-sources.ts'
import { expectKind } from './source/kinds.ts'
import { assertSourceName } from './source/own.ts'
import type { OwnSources } from './source/own-source.ts'
import { assertInstanceFields, type Configuration, readTables } from './variables.ts'

/** Options for a Signet instance. All are optional. */
export interface InstanceOptions {
  /**
   * Configuration in place of the `[vars]` tables. Bindings and secrets still come from the
   * Worker's environment.
   */
  readonly config?: Configuration | undefined
  /** Sources that code reads, by the name before the colon in `source` of a zone. */
  readonly sources?: OwnSources | undefined
  /** Receives the log lines in place of the console. */
  readonly log?: LogSink | undefined
  /** Refuses requests that are signed. */
  readonly authorize?: Authorize | undefined
  /**
   * Path below which the instance answers, such as `/img`. Default: `base` of the configuration.
   */
  readonly base?: string | undefined
  /**
   * Name that keeps this instance's cached images apart from those of others. Default: the
   * configuration's `name`.
   */
  readonly name?: string | undefined
}

/**
 * Signet instance: a configuration and functions from the user's code. Memory, slots and cache
 * bounds belong to the isolate, and all its instances share them.
 */
export interface Instance extends Pick<InstanceOptions, 'log' | 'authorize'> {
  readonly configure: Configure
  /**
   * Text that begins this instance's keys in the isolate's caches. No other instance has the same
   * text.
   */
  readonly scope: string
}

/** Request context: the members of the platform's `ExecutionContext` that Signet needs. */
export interface RequestContext {
  /** Keeps the request's context alive until a promise has settled. */
  waitUntil(promise: Promise<unknown>): void
  /** Entrypoints of the Worker. Only a tiered cache needs them. */
  readonly exports?: unknown
}

const OPTIONS: Readonly<Record<keyof InstanceOptions, 'object' | 'function' | 'string'>> = {
  config: 'object',
  sources: 'object',
  log: 'function',
  authorize: 'function',
  base: 'string',
  name: 'string',
}

const isOption = (name: string): name is keyof InstanceOptions => Object.hasOwn(OPTIONS, name)

/** Checks zones as far as that is possible without bindings: their presets and source kinds. */
function assertZones(config: Configuration, sources: OwnSources): void {
  for (const [name, zone] of Object.entries(readTables(config).zones)) {
    readRules(name, zone)
    atField(`zones.${name}.source`, () => expectKind(zone.source, { sources }))
  }
}

function assertOptions(options: InstanceOptions): void {
  const names = Object.keys(OPTIONS)
  for (const [name, value] of Object.entries(options)) {
    if (!isOption(name)) misconfigured(unknownName('option', name, names))
    const expected = OPTIONS[name]
    if (value === undefined) continue
    if (value === null || typeof value !== expected)
      misconfigured(`${name}: expected a value of the type ${expected}`)
  }
  for (const [name, read] of Object.entries(options.sources ?? {})) {
    assertSourceName(name)
    if (typeof read !== 'function') misconfigured(`sources.${name}: expected a function`)
  }
  const { config, sources = {}, base, name } = options
  if (config) assertZones(config, sources)
  assertInstanceFields({ base, name })
}

let instances = 0

/**
 * Opens an instance of Signet.
 * @throws Failure misconfigured, whose reason names the option or the field of `config`. Bindings
 *   and secrets are checked at the first request
 */
export function openInstance(given: InstanceOptions = {}): Instance {
  const options = bare(given)
  assertOptions(options)
  const { config, base, name, sources = {}, log, authorize } = options
  const scope = `${++instances}\n`
  const configure = configuration({ config, base, name, sources: { ...sources }, holder: scope })
  return { configure, scope, ...(log && { log }), ...(authorize && { authorize }) }
}

/** Returns the function that writes an instance's log lines, if it has its own sink. */
export function writeOf(
  { log }: Pick<Instance, 'log'>,
  keepAlive: (work: Promise<unknown>) => void,
): Pick<Outlets, 'write'> {
  return log ? { write: writeTo(log, keepAlive) } : {}
}

/** Instance configured by `[vars]`: the Worker in this repository. */
export const standard: Instance = openInstance()
