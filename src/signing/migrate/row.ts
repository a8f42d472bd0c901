import type { OptionName } from '../url/options.ts'
import type { Draft } from './draft.ts'

/** One parameter of a foreign service. */
export interface Row {
  /** The name, then its short forms. */
  readonly names: readonly string[]
  /** What it becomes, for the page; `undefined` where it has no counterpart. */
  readonly becomes?: string
  /** How values are translated, or why there is no counterpart. */
  readonly note: string
  /** @returns `undefined` for a value without a counterpart */
  readonly read?: (args: readonly string[]) => Draft | undefined
}

const NONE: Draft = {}

/** A parameter whose value is taken as it is. */
export function same(names: string, becomes: OptionName, note = 'the same value'): Row {
  return { names: names.split(' '), becomes, note, read: ([value = '']) => ({ [becomes]: value }) }
}

/** A parameter with its own translation. */
export function translated(
  names: string,
  becomes: string,
  note: string,
  read: (args: readonly string[]) => Draft | undefined,
): Row {
  return { names: names.split(' '), becomes, note, read }
}

/** A parameter that changes nothing here. @param harmless values that may be left out; without it any */
export function dropped(names: string, note: string, harmless?: readonly string[]): Row {
  const read = ([value = '']: readonly string[]) =>
    harmless === undefined || harmless.includes(value) ? NONE : undefined
  return { names: names.split(' '), becomes: 'left out', note, read }
}

/** A parameter without a counterpart. */
export function without(names: string, note: string): Row {
  return { names: names.split(' '), note }
}

/** One of the keys of `values`, or no counterpart. */
export function oneOf(
  values: Readonly<Record<string, Draft>>,
): (args: readonly string[]) => Draft | undefined {
  return ([value = '']) => (Object.hasOwn(values, value) ? values[value] : undefined)
}

/**
 * Reads the parts of a foreign URL by a table. A part that is unknown, has no counterpart, or sets what another part has
 * set becomes a problem.
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
