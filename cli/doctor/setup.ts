import * as v from 'valibot'
import { configure } from '../../src/edge/config.ts'
import type { Bindings } from '../../src/edge/source/kind.ts'
import { fieldFaults } from '../../src/edge/variables.ts'
import { ZoneTable } from '../../src/edge/zone-table.ts'
import { Failure } from '../../src/errors.ts'
import { type Limits, LimitsTable } from '../../src/limits.ts'
import { PACKAGE } from '../../src/pages.ts'
import type { KeyRules } from '../../src/signing/auth/key-policy.ts'
import { KeyTable } from '../../src/signing/auth/key-table.ts'
import { refuse } from '../command.ts'
import { readDevVars } from '../key-source.ts'
import { readProject, readZones } from '../project.ts'
import { ignoredFiles, missingFile, type ProjectPlace } from '../project-place.ts'
import { type ReadEntry, readEntry } from './entry.ts'
import { rejections } from './rejected.ts'
import { readVersions, type Versions } from './versions.ts'

export type Table = Readonly<Record<string, unknown>>

export interface SetupZone extends v.InferOutput<typeof ZoneTable> {
  readonly name: string
}

/** Configuration to check before a deployment, as read from the files of a directory. */
export interface Setup {
  /** Name of the configuration file for messages. */
  readonly shown: string
  /** Configuration files that wrangler ignores, because another one is beside them. */
  readonly ignored: readonly string[]
  /** Tables in the selected environment, or on the configuration file's top level. */
  readonly wrangler: Table
  /** Tables of the whole file, with all environments. */
  readonly wholeFile: Table
  /** Variables of `[vars]`. */
  readonly vars: Table
  /**
   * Variables in `[vars]`, and a stub for each binding. If the `[vars]` fields are valid, `env`
   * also contains a stub for each secret.
   */
  readonly env: Bindings
  /** Zones without a faulty field. The check `field` reports the others. */
  readonly zones: readonly SetupZone[]
  /** Policies in `[vars.keys]` without a faulty field. */
  readonly keys: readonly KeyRules[]
  /** `[vars.limits]`, or the defaults if a field is faulty. */
  readonly limits: Limits
  /** Faults in the `[vars]` fields. */
  readonly faults: readonly string[]
  /** Names in the list `required` of `[secrets]`. It is empty if there is no such list. */
  readonly required: readonly string[]
  /** Variables of `.dev.vars`. `undefined` if the file does not exist or is empty. */
  readonly stored: Readonly<Record<string, string | undefined>> | undefined
  /**
   * Reason why the Worker would not start even with valid secrets. `undefined` if it would start.
   */
  readonly refusal: string | undefined
  /** Reasons why wrangler refuses the configuration file. */
  readonly rejected: readonly string[]
  readonly versions: Versions
  /**
   * Package that the project depends on. `undefined` in the repository, whose entry is Signet's
   * own.
   */
  readonly packageName: string | undefined
  /** The project's own entry. `undefined` if no check needs it. */
  readonly entry: ReadEntry | undefined
  /** `true` if the zones are in the code of the entry. */
  readonly inCode: boolean
  /** Unix time in seconds. */
  readonly now: number
}

/** Returns the table with a name. Returns an empty table if there is none. */
export function tableOf(parent: Table, name: string): Table {
  const value = parent[name]
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {}
}

/** Returns the texts in a list. Returns an empty list if the value is not a list. */
export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

/** Returns `true` if the configuration uses the tiered cache. */
export const isTiered = ({ vars }: Pick<Setup, 'vars'>): boolean => tableOf(vars, 'cache')['tiered'] === true

function readZoneTables(vars: Table): readonly SetupZone[] {
  return Object.entries(tableOf(vars, 'zones')).flatMap(([name, table]) => {
    const { success, output } = v.safeParse(ZoneTable, table)
    return success ? [{ name, ...output }] : []
  })
}

function readKeyTables(vars: Table): readonly KeyRules[] {
  return Object.entries(tableOf(vars, 'keys')).flatMap(([id, table]) => {
    const { success, output } = v.safeParse(KeyTable, table)
    return success ? [{ id, ...output }] : []
  })
}

function readLimits(vars: Table): Limits {
  const { success, output } = v.safeParse(LimitsTable, vars['limits'] ?? {})
  return success ? output : v.parse(LimitsTable, {})
}

/**
 * Validates the configuration with a valid stub for each secret. Returns the bindings with the
 * stubs, and the reason if the Worker would not start with them.
 */
async function tryStart(place: ProjectPlace, env: Bindings): Promise<Pick<Setup, 'env' | 'refusal'>> {
  let tried = env
  try {
    tried = (await readZones(place))?.env ?? env
    await configure({ ...tried, ENVIRONMENT: 'production' })
    return { env: tried, refusal: undefined }
  } catch (error) {
    if (error instanceof Failure)
      return { env: tried, refusal: error.message.replace(`${place.shown}: `, '') }
    throw error
  }
}

/** Fault of a configuration without zones. It is none if the zones are in code. */
const NO_ZONES = 'zones: is not set'

/**
 * Reads the configuration file, `.dev.vars` and, if a check needs it, the project's own entry.
 * @param packageName package that the project depends on
 * @throws Failure misconfigured: the configuration file is not valid; bad-parameter: there is no
 *   configuration file
 */
export async function readSetup(
  place: ProjectPlace,
  now: number,
  packageName: string | undefined = PACKAGE?.name,
): Promise<Setup> {
  const project = await readProject(place)
  if (!project) return refuse(missingFile(place))
  const { tables: wrangler, wholeFile, shown, env } = project
  const vars = tableOf(wrangler, 'vars')
  const stored = await readDevVars(place)
  const hasZones = vars['zones'] !== undefined
  const needsEntry = packageName !== undefined || isTiered({ vars })
  const entry = needsEntry ? await readEntry(place, wrangler) : undefined
  const inCode = !hasZones && entry !== undefined && 'exports' in entry && entry.callsCreateSignet
  const started = await tryStart(place, env)
  return {
    shown,
    ignored: ignoredFiles(place),
    wrangler,
    wholeFile,
    vars,
    env: started.env,
    refusal: inCode ? undefined : started.refusal,
    zones: readZoneTables(vars),
    keys: readKeyTables(vars),
    limits: readLimits(vars),
    faults: fieldFaults(env).filter((fault) => !inCode || fault !== NO_ZONES),
    rejected: await rejections(place),
    versions: readVersions(place),
    packageName,
    entry,
    inCode,
    required: textsOf(tableOf(wrangler, 'secrets')['required']),
    stored: Object.keys(stored).length > 0 ? stored : undefined,
    now,
  }
}
