import type { OptionName } from '../url/options.ts'
import type { Draft } from './draft.ts'

/** Translation table row. It describes one parameter of another service. */
export interface Row {
  /** Name of the parameter in the other service, followed by its short forms. */
  readonly names: readonly string[]
  /**
   * Signet's parameters that replace it, as text for the documentation; `undefined` if the
   * parameter has no counterpart.
   */
  readonly becomes?: string
  /**
   * Text for the documentation: the rule by which values are translated, or the reason why the
   * parameter has no counterpart.
   */
  readonly note: string
  /**
   * Translates the parameter's arguments.
   * @returns `undefined` if the value has no counterpart
   */
  readonly read?: (args: readonly string[]) => Draft | undefined
}

const NONE: Draft = {}

/** Returns a row for a parameter whose value needs no translation. */
export function same(names: string, becomes: OptionName, note = 'the same value'): Row {
  return { names: names.split(' '), becomes, note, read: ([value = '']) => ({ [becomes]: value }) }
}

/** Returns a row for a parameter whose value `read` translates. */
export function translated(
  names: string,
  becomes: string,
  note: string,
  read: (args: readonly string[]) => Draft | undefined,
): Row {
  return { names: names.split(' '), becomes, note, read }
}

/**
 * Returns a row for a parameter that the translation leaves out, because it has no effect in
 * Signet.
 * @param harmless values that may be left out; if the list is absent, every value may
 */
export function dropped(names: string, note: string, harmless?: readonly string[]): Row {
  const read = ([value = '']: readonly string[]) =>
    harmless === undefined || harmless.includes(value) ? NONE : undefined
  return { names: names.split(' '), becomes: 'left out', note, read }
}

/** Returns a row for a parameter without a counterpart. */
export function without(names: string, note: string): Row {
  return { names: names.split(' '), note }
}

/**
 * Returns a function for `Row.read` that looks up the first argument in `values`. Arguments that
 * are not in `values` have no counterpart.
 */
export function oneOf(
  values: Readonly<Record<string, Draft>>,
): (args: readonly string[]) => Draft | undefined {
  return ([value = '']) => (Object.hasOwn(values, value) ? values[value] : undefined)
}

/**
 * Translates the parts of another service's URL by a table. A part is reported as a problem if it
 * is unknown, has no counterpart, or sets an option that an earlier part has set.
 */
export function readParts(
  service: string,
  rows: readonly Row[],
  parts: readonly (readonly [name: string, args: readonly string[]])[],
): { readonly draft: Draft; readonly problems: readonly string[] } {
  let draft: Draft = {}
  const problems: string[] = []
  for (const [name, args] of parts) {
    const row = rows.find(({ names }) => names.includes(name))
    const read = row?.read?.(args)
    if (!row) problems.push(`unknown ${service} option ${name}`)
    else if (!row.read) problems.push(`the ${service} option ${name} has no counterpart: ${row.note}`)
    else if (!read)
      problems.push(
        `the ${service} option ${name} has no counterpart for ${args.join(':') || 'an empty value'}`,
      )
    const twice = Object.keys(read ?? {}).find((key) => Object.hasOwn(draft, key))
    if (twice) problems.push(`the ${service} option ${name} sets again what an option before it has set`)
    draft = { ...draft, ...read }
  }
  return { draft, problems }
}
