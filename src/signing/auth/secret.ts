import type { SecretForm } from './secret-forms.ts'

/** Name of a secret of the Worker. */
export interface SecretVariable<Name extends string = string> {
  readonly name: Name
  /** A phrase for the documents, such as "the secure URL token of the source". */
  readonly about: string
  readonly form: SecretForm
}

/**
 * A secret: its variables, and how they are opened. Schemes, encrypted paths and invisible marks
 * each have one.
 * @typeParam Held the part of the keyring that the opened secret fills
 */
export interface Secret<Name extends string = string, Held extends object = object> {
  readonly variables: readonly [SecretVariable<Name>, ...SecretVariable<Name>[]]
  /** `true` if every Worker needs it, whatever its zones accept. */
  readonly isRequired?: boolean
  /**
   * Makes the secret ready for use.
   * @param textOf value of a variable
   * @param id id of a key that is given without one
   * @throws Failure misconfigured
   */
  readonly open: (textOf: (name: Name) => string, id?: string) => Promise<Held>
}

/** The part of the keyring that a secret fills. */
export type HeldBy<Any> = Any extends Secret<string, infer Held> ? Held : never

/** The names of a secret's variables. */
export type NamesIn<Any> = Any extends Secret<infer Name, object> ? Name : never
