import { DEFAULT_QUALITY } from '../../../src/engine/options/default-quality.ts'
import { type RowName, rowNameOf } from '../../../src/signing/url/options.ts'
import type { PlanAnswer } from '../../protocol.ts'
import type { NamedRow } from './rows.ts'

/** Facts about the target that decide defaults. */
export interface Context {
  /** Value of `format` in the target. */
  readonly format: string | undefined
  /** Plan for a target with the same path and `format`. `undefined` until it is known. */
  readonly plan: PlanAnswer | undefined
  /** Parameters in the preset that the target names. */
  readonly preset: ReadonlyMap<string, string>
}

const isLossy = (format: string): format is keyof typeof DEFAULT_QUALITY =>
  Object.hasOwn(DEFAULT_QUALITY, format)

/** Returns the format that the plan chooses. `undefined` until the plan is known. */
const plannedFormat = ({ plan }: Context): string | undefined =>
  plan?.transform?.output.format ?? plan?.source.defaultFormat

/** Returns the quality of an output whose target names none. A PNG and a transcode have none. */
function defaultQuality(context: Context): string | undefined {
  if (context.plan?.transform?.transcode === 'always') return undefined
  const format = context.format === 'auto' ? undefined : context.format
  const used = format ?? plannedFormat(context)
  return used !== undefined && isLossy(used) ? String(DEFAULT_QUALITY[used]) : undefined
}

/** A default that depends on the target. `initial` is the default in the table. */
type Default = (context: Context, initial: string | undefined) => string | undefined

/** Defaults that depend on the target. */
const BY_NAME: { readonly [Name in RowName]?: Default } = {
  format: (context, initial) => plannedFormat(context) ?? initial,
  quality: defaultQuality,
}

/**
 * Returns the value that the server uses for a parameter that the target does not set. A preset
 * overrides the table's default.
 */
export function defaultValue({ name, initial }: Pick<NamedRow, 'name' | 'initial'>, context: Context) {
  const row = rowNameOf(name)
  const own = row && BY_NAME[row]
  return context.preset.get(name) ?? (own ? own(context, initial) : initial)
}
