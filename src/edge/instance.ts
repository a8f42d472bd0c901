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

/** Options of an instance of Signet. All are optional. */
export interface InstanceOptions {
  /**
   * Configuration in place of the tables of `[vars]`. Bindings and secrets still come from the
   * Worker's environment.
   */
  readonly config?: Configuration | undefined
  /** Sources that code reads, by the name before the colon in `source` of a zone. */
  readonly sources?: OwnSources | undefined
  /** Receives the lines of the log in place of the console. */
  readonly log?: LogSink | undefined
  /** Refuses requests that are signed. */
  readonly authorize?: Authorize | undefined
  /**
   * Path below which the instance answers, such as `/img`. Default: `base` of the configuration.
   */
  readonly base?: string | undefined
  /**
   * Name that keeps the cached images of this instance apart from those of others. Default: `name`
   * of the configuration.
   */
  readonly name?: string | undefined
}

/**
 * Instance of Signet: a configuration and functions of the user's code. Memory, slots and the
 * bounds of caches belong to the isolate, and all its instances share them.
 */
export interface Instance extends Pick<InstanceOptions, 'log' | 'authorize'> {
  readonly configure: Configure
  /** Text that begins the keys of this instance in caches of the isolate. No other has the same. */
  readonly scope: string
}

/** Context of a request: the part of the platform's `ExecutionContext` that Signet needs. */
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

/** Checks what can be checked of zones without bindings: their presets and kinds of source. */
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

/** Returns the function that writes the log lines of an instance, if it has a sink of its own. */
export function writeOf(
  { log }: Pick<Instance, 'log'>,
  keepAlive: (work: Promise<unknown>) => void,
): Pick<Outlets, 'write'> {
  return log ? { write: writeTo(log, keepAlive) } : {}
}

/** Instance whose configuration is `[vars]`: that of the Worker of this repository. */
export const standard: Instance = openInstance()
