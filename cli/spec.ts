/** One optional command flag, such as `--two-sided`. */
export interface FlagRow {
  /**
   * Placeholder for the flag's value in the help, such as `FILE`. A flag without it is on or off.
   */
  readonly value?: string
  readonly about: string
  readonly initial?: string
  /** `true` if the user can give the flag several times. */
  readonly many?: true
  /**
   * `true` if npm has an option with this name. `npm_config_NAME` then says nothing about the
   * command line, because a `.npmrc` also sets it. The command must be safe without the flag.
   */
  readonly npm?: true
}

/** Flags by their name in camel case: `twoSided` is the flag `--two-sided`. */
export type FlagTable = Readonly<Record<string, FlagRow>>

type FlagValue<Row extends FlagRow> = Row extends { many: true }
  ? readonly string[] | undefined
  : Row extends { value: string }
    ? Row extends { initial: string }
      ? string
      : string | undefined
    : boolean | undefined

export type Flags<Table extends FlagTable> = { readonly [Name in keyof Table]: FlagValue<Table[Name]> }

/** A command's or a verb's positional argument. With `many`, one or more are required. */
export interface Positional {
  readonly name: string
  readonly about: string
  readonly many?: true
  readonly optional?: true
  /** `true` if the argument is not signed yet. Messages may show it, because it has no token. */
  readonly unsigned?: true
}

/** A command's first argument, which says what the command does. */
export interface VerbRow {
  readonly about: string
  /** Arguments after the verb. Without this field, the verb accepts none. */
  readonly argument?: Positional
}

/** A command's arguments and flags. The help and the checks are derived from this table. */
export interface CommandSpec<Table extends FlagTable = FlagTable> {
  readonly name: string
  /** One sentence that describes the command in the help. */
  readonly does: string
  /** Positional argument. Without this field, the command accepts none. */
  readonly argument?: Positional
  /** Verbs, in place of `argument`. The first argument must be one of them. */
  readonly verbs?: Readonly<Record<string, VerbRow>>
  readonly flags: Table
  /** Names of the place flags. One of them must be given. Suggested command lines repeat it. */
  readonly places?: readonly string[]
  /**
   * Earlier versions' flags by their name in camel case, and flags that npm makes from them. The
   * value has the arguments that replace the flag.
   */
  readonly moved?: Readonly<Record<string, string>>
  /**
   * Arguments for the examples in the help. An empty text is an example of the command without
   * arguments.
   */
  readonly examples?: readonly string[]
}

/** Parsed arguments and flags for one run. */
export interface Given<Table extends FlagTable = FlagTable> {
  /** First argument of a command with verbs. Otherwise it is empty. */
  readonly verb: string
  /** First positional argument after the verb. It is empty if the command accepts none. */
  readonly argument: string
  /** All positional arguments after the verb. */
  readonly all: readonly string[]
  readonly flags: Flags<Table>
}

/** Returns a flag as typed. commander stores `--two-sided` as `twoSided`. */
export const flagOf = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
